package cloud.olympus.webhooks.web;

import java.util.Locale;

/** The {@code Content-Type}s that are JSON. */
final class MediaType {
  private MediaType() {}

  /**
   * Whether this is {@code application/json} or {@code application/<something>+json}, in UTF-8 if
   * it names a charset. Other parameters mean nothing to us.
   */
  static boolean isJson(String contentType) {
    String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
    String type = parts[0].strip();
    if (!type.equals("application/json")
        && !type.matches("application/[a-z0-9!#$&^_.+-]+\\+json")) {
      return false;
    }
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("charset=")) {
        String charset = parameter.substring("charset=".length());
        if (!charset.equals("utf-8") && !charset.equals("\"utf-8\"")) {
          return false;
        }
      }
    }
    return true;
  }
}
