package cloud.olympus.webhooks.testkit.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** What a {@link ReceivingServer} does with a request. */
public sealed interface Reply {

  /** A whole answer; {@code Content-Length} is added unless a header names it. */
  record Answer(int status, Map<String, String> headers, byte[] body) implements Reply {
    public Answer {
      headers = Map.copyOf(headers);
    }

    /** The same with one more header. */
    public Answer with(String name, String value) {
      var more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return new Answer(status, more, body);
    }
  }

  /** Another reply, once the latch is open. */
  record After(CountDownLatch latch, Reply then) implements Reply {}

  /** Nothing, with the connection open, until the server is closed. */
  record Hang() implements Reply {}

  /** A TCP reset. */
  record Reset() implements Reply {}

  /** The connection is closed without an answer. */
  record Close() implements Reply {}

  /**
   * Exactly these bytes, HTTP or not, and then another of {@link Hang}, {@link Reset}, {@link
   * Close} or more bytes.
   */
  record Raw(byte[] bytes, Reply then) implements Reply {}

  /** A short answer of this status. */
  static Answer status(int status) {
    return status(status, "");
  }

  /** An answer of this status and text. */
  static Answer status(int status, String text) {
    return new Answer(status, Map.of(), text.getBytes(StandardCharsets.UTF_8));
  }

  /** Exactly this text, then the end of the connection. */
  static Raw raw(String text) {
    return raw(text, new Close());
  }

  /** Exactly this text, then something else. */
  static Raw raw(String text, Reply then) {
    return new Raw(text.getBytes(StandardCharsets.ISO_8859_1), then);
  }
}
