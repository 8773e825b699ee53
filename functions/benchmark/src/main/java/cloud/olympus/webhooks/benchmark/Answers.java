package cloud.olympus.webhooks.benchmark;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** Reads HTTP/1.1 answers with a length. */
final class Answers {

  private Answers() {}

  /** Its status; the body is passed over. */
  static int read(InputStream in) throws IOException {
    int status = Integer.parseInt(line(in).substring(9, 12));
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.length() > 15
          && line.substring(0, 15).toLowerCase(Locale.ROOT).equals("content-length:")) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    in.skipNBytes(length);
    return status;
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder(64);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
