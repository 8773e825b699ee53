package cloud.olympus.webhooks.testkit.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request as it came over the wire.
 *
 * @param number from 1, in the order in which requests were read to their end
 * @param connection from 1, in the order in which connections were made
 * @param target path and query
 * @param headers by lower-case name, values in their order
 * @param body its bytes, without any chunking
 */
public record ReceivedRequest(
    int number,
    int connection,
    String method,
    String target,
    Map<String, List<String>> headers,
    byte[] body) {

  /** The first header of a lower-case name. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name, List.of()).stream().findFirst();
  }

  /** The body as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
