package cloud.olympus.webhooks.outbound;

import cloud.olympus.webhooks.event.Violation;
import java.util.List;

/** Whether a subscriber's URL may be used. */
public sealed interface Judged {

  /** It may. */
  record Allowed(EndpointUrl endpoint) implements Judged {

    /** Its canonical text, the one to store. */
    public String url() {
      return endpoint.text();
    }
  }

  /**
   * It may not.
   *
   * @param violations all at field {@code url}; their codes are {@code missing}, {@code too_long},
   *     {@code invalid}, {@code scheme}, {@code user_info}, {@code fragment}, {@code port}, {@code
   *     host}, {@code address_refused} and {@code dns_error}
   */
  record Refused(List<Violation> violations) implements Judged {
    public Refused {
      violations = List.copyOf(violations);
    }

    static Refused because(String code, String message) {
      return new Refused(List.of(new Violation("url", code, message)));
    }
  }
}
