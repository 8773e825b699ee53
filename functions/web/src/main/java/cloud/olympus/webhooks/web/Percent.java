package cloud.olympus.webhooks.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Paths and queries as they stand in a request's first line (RFC 3986). We decode them ourselves:
 * servers differ in what they decode, repair or refuse, and some read a form body for the query.
 */
final class Percent {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private Percent() {}

  /** The decoded segments of a path that starts with a slash; none for the root. */
  static List<String> segments(String path) {
    if (path.length() <= 1) {
      return List.of();
    }
    var segments = new ArrayList<String>();
    for (String segment : path.substring(1).split("/", -1)) {
      segments.add(decode(segment, false));
    }
    return segments;
  }

  /** The decoded parameters of a query, in order. */
  static Map<String, List<String>> parameters(String query) {
    var parameters = new LinkedHashMap<String, List<String>>();
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
        parameters.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
      }
    }
    return parameters;
  }

  /** A path with what a URI cannot hold encoded: some servers decode it before they give it. */
  static String encode(String path) {
    if (path.chars().allMatch(Percent::isPathCharacter)) {
      return path;
    }
    var encoded = new StringBuilder(path.length() + 16);
    for (byte b : path.getBytes(UTF_8)) {
      if (isPathCharacter(b)) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HEX.toHexDigits(b));
      }
    }
    return encoded.toString();
  }

  private static boolean isPathCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= '/' && c <= ';')
        || (c >= '@' && c <= 'Z')
        || (c > 0 && "-._~!$&'()*+,=%".indexOf(c) >= 0);
  }

  private static String decode(String text, boolean plusIsSpace) {
    if (text.indexOf('%') < 0) {
      return plusIsSpace ? text.replace('+', ' ') : text;
    }
    byte[] bytes = text.getBytes(UTF_8);
    var decoded = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '%') {
        decoded.write(hex(bytes, i + 1) << 4 | hex(bytes, i + 2));
        i += 2;
      } else {
        decoded.write(plusIsSpace && bytes[i] == '+' ? ' ' : bytes[i]);
      }
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(decoded.toByteArray())).toString();
    } catch (CharacterCodingException e) {
      throw malformed();
    }
  }

  private static int hex(byte[] bytes, int index) {
    if (index >= bytes.length || bytes[index] < 0 || Character.digit(bytes[index], 16) < 0) {
      throw malformed();
    }
    return Character.digit(bytes[index], 16);
  }

  private static ProblemException malformed() {
    return ProblemException.badRequest("The URL is not percent-encoded UTF-8.");
  }
}
