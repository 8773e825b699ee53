package cloud.olympus.webhooks.benchmark;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The messages of one HTTP/1.1 connection, each with a length, read with one buffer and nothing
 * else: what publishers and receiver cost is not what is measured. For one thread.
 */
final class Messages {

  private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

  private final InputStream in;
  private final byte[] buffer = new byte[16_384];
  private int end;
  private int bodyAt;
  private int bodyLength;

  Messages(InputStream in) {
    this.in = in;
  }

  /** Reads the next one whole; false where there is none. */
  boolean next() throws IOException {
    int done = bodyAt + bodyLength;
    System.arraycopy(buffer, done, buffer, 0, end - done);
    end -= done;
    bodyAt = 0;
    bodyLength = 0;
    int seen = 0;
    while ((bodyAt = headEnd(seen)) == 0) {
      seen = Math.max(0, end - 3);
      if (!fill()) {
        return false;
      }
    }
    bodyLength = length();
    while (end < bodyAt + bodyLength) {
      if (!fill()) {
        throw new EOFException();
      }
    }
    return true;
  }

  /** Of an answer. */
  int status() {
    return (buffer[9] - '0') * 100 + (buffer[10] - '0') * 10 + buffer[11] - '0';
  }

  /** The number behind some bytes of the body, -1 where they are not in it. */
  long numberAfter(byte[] name) {
    for (int i = bodyAt; i + name.length < bodyAt + bodyLength; i++) {
      if (buffer[i] == name[0] && isAt(i, name)) {
        return number(i + name.length);
      }
    }
    return -1;
  }

  private boolean isAt(int at, byte[] name) {
    return Arrays.equals(buffer, at, at + name.length, name, 0, name.length);
  }

  private long number(int at) {
    long value = 0;
    for (int i = at; i < end && buffer[i] >= '0' && buffer[i] <= '9'; i++) {
      value = value * 10 + (buffer[i] - '0');
    }
    return value;
  }

  private boolean fill() throws IOException {
    int read = in.read(buffer, end, buffer.length - end);
    end += Math.max(0, read);
    return read > 0;
  }

  private int headEnd(int from) {
    for (int i = from; i + 4 <= end; i++) {
      if (buffer[i] == '\r' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n') {
        return i + 4;
      }
    }
    return 0;
  }

  private int length() {
    for (int line = 0; line < bodyAt; line = nextLine(line)) {
      if (isLength(line)) {
        int at = line + LENGTH.length;
        return (int) number(buffer[at] == ' ' ? at + 1 : at);
      }
    }
    return 0;
  }

  private int nextLine(int from) {
    int at = from;
    while (buffer[at] != '\n') {
      at++;
    }
    return at + 1;
  }

  private boolean isLength(int line) {
    for (int i = 0; i < LENGTH.length; i++) {
      // Small letters and signs are as they are; capitals become small.
      if ((buffer[line + i] | 0x20) != (LENGTH[i] | 0x20)) {
        return false;
      }
    }
    return true;
  }
}
