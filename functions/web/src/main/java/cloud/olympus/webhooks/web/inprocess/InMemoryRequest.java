package cloud.olympus.webhooks.web.inprocess;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.cloud.functions.HttpRequest;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request that never was on a wire. Built by one thread, then served once, by one thread. What a
 * server would parse is given ready; nothing is copied.
 */
public final class InMemoryRequest implements HttpRequest {
  private static final byte[] NOTHING = {};

  private final String method;
  private final String path;
  private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private @Nullable String query;
  private byte[] body = NOTHING;
  private @Nullable InputStream stream;
  private long streamLength = -1;

  private InMemoryRequest(String method, String path) {
    this.method = method;
    this.path = path;
  }

  /**
   * A request without headers and body.
   *
   * @param path percent-encoded, without a query
   */
  public static InMemoryRequest of(String method, String path) {
    return new InMemoryRequest(method, path);
  }

  public static InMemoryRequest get(String path) {
    return of("GET", path);
  }

  public static InMemoryRequest post(String path) {
    return of("POST", path);
  }

  /** Adds a header; a second one of the same name is one more value. */
  public InMemoryRequest header(String name, String value) {
    headers.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value);
    return this;
  }

  /** Sets the query, percent-encoded, without the question mark. */
  public InMemoryRequest query(String text) {
    query = text;
    return this;
  }

  /** Sets the body; its type is a header of its own. */
  public InMemoryRequest body(byte[] bytes) {
    body = bytes;
    return this;
  }

  /** Sets the body to this text in UTF-8 and its type to {@code application/json}. */
  public InMemoryRequest json(String text) {
    return header("Content-Type", "application/json").body(text.getBytes(UTF_8));
  }

  /**
   * Sets a body that is read as it comes.
   *
   * @param length what the request says of its length; -1 if it says nothing, as a chunked one
   */
  public InMemoryRequest stream(InputStream bytes, long length) {
    stream = bytes;
    streamLength = length;
    return this;
  }

  @Override
  public String getMethod() {
    return method;
  }

  @Override
  public String getUri() {
    return "http://in-process" + path + (query == null ? "" : "?" + query);
  }

  @Override
  public String getPath() {
    return path;
  }

  @Override
  public Optional<String> getQuery() {
    return Optional.ofNullable(query);
  }

  @Override
  public Map<String, List<String>> getQueryParameters() {
    var parameters = new LinkedHashMap<String, List<String>>();
    for (String pair : query == null ? new String[0] : query.split("&")) {
      String[] parts = pair.split("=", 2);
      parameters
          .computeIfAbsent(URLDecoder.decode(parts[0], UTF_8), n -> new ArrayList<>(1))
          .add(parts.length == 1 ? "" : URLDecoder.decode(parts[1], UTF_8));
    }
    return parameters;
  }

  @Override
  public Map<String, HttpPart> getParts() {
    throw new IllegalStateException("not multipart");
  }

  @Override
  public Optional<String> getContentType() {
    return getFirstHeader("Content-Type");
  }

  @Override
  public long getContentLength() {
    return stream == null ? body.length : streamLength;
  }

  @Override
  public Optional<String> getCharacterEncoding() {
    return Optional.of("UTF-8");
  }

  @Override
  public InputStream getInputStream() {
    if (stream == null) {
      stream = new ByteArrayInputStream(body);
      streamLength = body.length;
    }
    return stream;
  }

  @Override
  public BufferedReader getReader() {
    return new BufferedReader(new InputStreamReader(getInputStream(), UTF_8));
  }

  @Override
  public Map<String, List<String>> getHeaders() {
    return headers;
  }
}
