package cloud.olympus.webhooks.testkit.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads HTTP/1.1 requests from one connection, as far as tests need. */
final class RequestReader {

  private final InputStream in;

  RequestReader(InputStream in) {
    this.in = in;
  }

  record Parsed(String method, String target, Map<String, List<String>> headers, byte[] body) {}

  /** The next request, null where the client closed the connection instead. */
  @Nullable Parsed next() throws IOException {
    String line = line();
    if (line == null) {
      return null;
    }
    String[] parts = line.split(" ", -1);
    if (parts.length != 3) {
      throw new IOException("not a request line: " + line);
    }
    var headers = headers();
    return new Parsed(parts[0], parts[1], headers, body(headers));
  }

  private Map<String, List<String>> headers() throws IOException {
    var headers = new LinkedHashMap<String, List<String>>();
    for (String line = required(); !line.isEmpty(); line = required()) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return headers;
  }

  private byte[] body(Map<String, List<String>> headers) throws IOException {
    if (headers.containsKey("transfer-encoding")) {
      return chunks();
    }
    var length = headers.get("content-length");
    return length == null ? new byte[0] : exactly(Integer.parseInt(length.getFirst()));
  }

  private byte[] chunks() throws IOException {
    var body = new ByteArrayOutputStream();
    for (int size = chunkSize(); size > 0; size = chunkSize()) {
      body.write(exactly(size));
      required();
    }
    headers(); // the trailer
    return body.toByteArray();
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(required().split(";", 2)[0].strip(), 16);
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the body ended early");
    }
    return bytes;
  }

  private String required() throws IOException {
    String line = line();
    if (line == null) {
      throw new EOFException("the request ended early");
    }
    return line;
  }

  private @Nullable String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return null;
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
