package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.event.Violation;
import java.util.List;

/** Decides whether events may be sent to a URL that a subscriber gives. Thread-safe. */
@FunctionalInterface
public interface UrlJudge {

  /** What is wrong with a URL; empty where nothing is. */
  List<Violation> violations(String url);
}
