package cloud.olympus.webhooks.outbound;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hc.core5.http.Header;

/**
 * The headers of an answer that are worth keeping: lower-case names, 1 KiB of each value. Once
 * there are {@link #MOST}, only those that have a name here are added.
 */
final class KeptHeaders {

  private static final Set<String> NAMES =
      Set.of(
          "retry-after",
          "content-type",
          "content-length",
          "date",
          "server",
          "location",
          "x-request-id",
          "traceparent");

  private static final int MAX_VALUE = 1_024;

  static final int MOST = 16;

  private KeptHeaders() {}

  /** The first of each name. */
  static Map<String, String> of(Header[] headers) {
    var kept = HashMap.<String, String>newHashMap(8);
    for (var header : headers) {
      String name = header.getName().toLowerCase(Locale.ROOT);
      if (NAMES.contains(name) || (name.startsWith("webhook-") && kept.size() < MOST)) {
        kept.putIfAbsent(name, cut(header.getValue()));
      }
    }
    return kept;
  }

  private static String cut(String value) {
    String start = value.length() > MAX_VALUE ? value.substring(0, MAX_VALUE) : value;
    return start.replace("\0", "");
  }
}
