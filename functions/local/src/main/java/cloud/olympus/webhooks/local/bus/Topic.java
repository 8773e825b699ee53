package cloud.olympus.webhooks.local.bus;

import cloud.olympus.webhooks.forwarder.EventForwarder;

/** The topics of the bus, and where each is pushed. */
enum Topic {
  EVENTS("events", EventForwarder.EVENTS),
  UNROUTED("events-unrouted", EventForwarder.UNROUTED),
  DEAD_LETTERS("events-dead-letter", EventForwarder.DEAD_LETTERS);

  private final String code;
  private final String path;

  Topic(String code, String path) {
    this.code = code;
    this.path = path;
  }

  String code() {
    return code;
  }

  String path() {
    return path;
  }

  static Topic ofCode(String code) {
    for (var topic : values()) {
      if (topic.code.equals(code)) {
        return topic;
      }
    }
    throw new IllegalArgumentException("not a topic: " + code);
  }
}
