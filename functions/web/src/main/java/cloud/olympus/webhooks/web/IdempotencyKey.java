package cloud.olympus.webhooks.web;

import java.util.List;
import java.util.Optional;

/**
 * What a caller sends so that a repeated POST does nothing twice
 * (draft-ietf-httpapi-idempotency-key-header). Its meaning ends at the caller: another caller's
 * same key is another key.
 *
 * @param value 1 to 255 visible ASCII characters or spaces
 */
public record IdempotencyKey(String value) {
  private static final int MAX_LENGTH = 255;
  private static final String HEADER = "Idempotency-Key";

  /**
   * The key of a call, if it has one: a structured-field string in quotes (RFC 8941), or, as most
   * clients send it, the bare text.
   *
   * @throws ProblemException 400 if it is malformed or sent twice
   */
  public static Optional<IdempotencyKey> of(Call call) {
    List<String> values = call.headers(HEADER);
    if (values.isEmpty()) {
      return Optional.empty();
    }
    if (values.size() > 1) {
      throw malformed("The key is sent more than once.");
    }
    String text = values.getFirst().strip();
    String key = text.startsWith("\"") ? unquote(text) : bare(text);
    if (key.isEmpty() || key.length() > MAX_LENGTH) {
      throw malformed("The key has 1 to " + MAX_LENGTH + " characters.");
    }
    return Optional.of(new IdempotencyKey(key));
  }

  private static String unquote(String text) {
    var key = new StringBuilder(text.length());
    int last = text.length() - 1;
    for (int i = 1; i < last; i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
        c = text.charAt(i);
        if (i == last || (c != '"' && c != '\\')) {
          throw malformed("A backslash in the key stands before nothing to escape.");
        }
      } else if (c == '"' || c < ' ' || c > '~') {
        throw malformed("The key has characters that a quoted string cannot have.");
      }
      key.append(c);
    }
    if (last < 1 || text.charAt(last) != '"') {
      throw malformed("The key's quotes do not match.");
    }
    return key.toString();
  }

  private static String bare(String text) {
    if (!text.chars().allMatch(c -> c > ' ' && c <= '~' && "\",;\\".indexOf(c) < 0)) {
      throw malformed(
          "Without quotes the key is visible ASCII without comma, semicolon, backslash.");
    }
    return text;
  }

  private static ProblemException malformed(String message) {
    return ProblemException.invalid(HEADER, "malformed", message);
  }
}
