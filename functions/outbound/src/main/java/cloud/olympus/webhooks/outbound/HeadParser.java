package cloud.olympus.webhooks.outbound;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads heads of responses on one connection: 100 headers, 8 KiB a line, 64 KiB in all, and at most
 * eight interim responses (1xx) before the one that counts. A head that ends in the middle, which
 * the library takes for whole, is none. For one thread at a time.
 */
final class HeadParser extends DefaultHttpResponseParser {

  static final Http1Config LIMITS =
      Http1Config.custom().setMaxHeaderCount(100).setMaxLineLength(8 * 1024).build();

  private static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_INTERIM = 8;

  private @Nullable SessionInputBuffer buffer;
  private int interim;
  private boolean answering;
  private long answeringSince;

  HeadParser() {
    super(LIMITS);
  }

  @Override
  public ClassicHttpResponse parse(SessionInputBuffer in, InputStream socket)
      throws IOException, HttpException {
    buffer = in;
    var head = new HeadInput(socket);
    ClassicHttpResponse response;
    try {
      response = super.parse(in, head);
    } catch (HttpException e) {
      if (!head.ended) {
        throw e;
      }
      throw new ConnectionClosedException("closed within the head");
    } catch (MessageConstraintException e) {
      throw new HeadTooLarge();
    }
    if (head.ended) {
      throw new ConnectionClosedException("closed within the head");
    }
    int status = response.getCode();
    if (status < 100 || status > 999 || status == HttpStatus.SC_SWITCHING_PROTOCOLS) {
      throw new ProtocolException("not an answer to a POST: " + status);
    }
    if (status >= 200) {
      interim = 0;
    } else if (++interim > MAX_INTERIM) {
      throw new ProtocolException("too many interim responses");
    }
    return response;
  }

  /** A request is sent now. */
  void expect() {
    answering = false;
  }

  /** Whether a byte of an answer has come to the latest request. */
  boolean isAnswering() {
    return answering;
  }

  /** When that byte came, by {@link System#nanoTime}; meaningful once it has. */
  long answeringSince() {
    return answeringSince;
  }

  /** Whether bytes were read that belong to no response yet. */
  boolean hasBuffered() {
    return buffer != null && buffer.length() > 0;
  }

  /** A head beyond the limits. */
  static final class HeadTooLarge extends IOException {
    private static final long serialVersionUID = 1;

    private HeadTooLarge() {
      super("the head is too large", null);
    }
  }

  private final class HeadInput extends FilterInputStream {
    private int bytes;
    private boolean ended;

    HeadInput(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (bytes >= MAX_BYTES) {
        throw new HeadTooLarge();
      }
      int read = super.read(into, offset, length);
      if (read < 0) {
        ended = true;
      } else {
        bytes += read;
        if (!answering) {
          answering = true;
          answeringSince = System.nanoTime();
        }
      }
      return read;
    }
  }
}
