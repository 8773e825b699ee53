package cloud.olympus.webhooks.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The part of a body that is kept.
 *
 * @param text its first 16 KiB
 * @param complete whether the body was read to its end; a longer one than 64 KiB is not
 */
record AnswerText(String text, boolean complete) {

  static final AnswerText NONE = new AnswerText("", true);

  private static final int READ = 64 * 1024;
  private static final int KEPT = 16 * 1024;
  private static final int FIRST = 1024;

  /**
   * Reads a body.
   *
   * @param declared its length, or less than 0 where that is not known
   */
  static AnswerText read(InputStream body, long declared) throws IOException {
    var kept = new byte[declared < 0 ? FIRST : (int) Math.min(declared + 1, KEPT)];
    int length = 0;
    while (length < KEPT) {
      if (length == kept.length) {
        kept = Arrays.copyOf(kept, Math.min(length * 2, KEPT));
      }
      int read = body.read(kept, length, kept.length - length);
      if (read < 0) {
        return new AnswerText(text(kept, length), true);
      }
      length += read;
    }
    return new AnswerText(text(kept, length), skip(body, READ - KEPT));
  }

  private static boolean skip(InputStream body, int most) throws IOException {
    var scratch = new byte[4 * 1024];
    int left = most;
    while (left > 0) {
      int read = body.read(scratch, 0, Math.min(left, scratch.length));
      if (read < 0) {
        return true;
      }
      left -= read;
    }
    return false;
  }

  /**
   * UTF-8 with replacements, which may be longer than what they replace: 16 KiB are left of it. No
   * NUL, which some stores cannot hold.
   */
  private static String text(byte[] bytes, int length) {
    String text = new String(bytes, 0, length, StandardCharsets.UTF_8).replace("\0", "");
    if (text.length() <= KEPT / 3) {
      return text;
    }
    int size = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // A surrogate is half of a pair that takes four bytes.
      size += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
      if (size > KEPT) {
        return text.substring(0, Character.isLowSurrogate(c) ? i - 1 : i);
      }
    }
    return text;
  }
}
