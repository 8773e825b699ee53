package cloud.olympus.webhooks.web.inprocess;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A response that stays in memory. Used by one thread. */
public final class InMemoryResponse implements HttpResponse {
  private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(256);
  private int status = 200;
  private @Nullable BufferedWriter writer;

  /** What a function answers to a request. */
  public static InMemoryResponse of(HttpFunction function, HttpRequest request) throws Exception {
    var response = new InMemoryResponse();
    function.service(request, response);
    return response;
  }

  public int status() {
    return status;
  }

  /** The first value of a header, whatever the case of its name. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name)).map(List::getFirst);
  }

  /** The bytes written so far. */
  public byte[] body() {
    try {
      if (writer != null) {
        writer.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return body.toByteArray();
  }

  /** The bytes written so far, as UTF-8. */
  public String text() {
    return new String(body(), UTF_8);
  }

  /** The body as a JSON object. */
  public JsonObject json() {
    return JsonParser.parseString(text()).getAsJsonObject();
  }

  @Override
  public void setStatusCode(int code) {
    status = code;
  }

  @Override
  public void setStatusCode(int code, String message) {
    status = code;
  }

  @Override
  public void setContentType(String contentType) {
    headers.put("Content-Type", List.of(contentType));
  }

  @Override
  public Optional<String> getContentType() {
    return header("Content-Type");
  }

  @Override
  public void appendHeader(String name, String value) {
    headers.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value);
  }

  @Override
  public Map<String, List<String>> getHeaders() {
    return headers;
  }

  @Override
  public OutputStream getOutputStream() {
    return body;
  }

  @Override
  public BufferedWriter getWriter() {
    if (writer == null) {
      writer = new BufferedWriter(new OutputStreamWriter(body, UTF_8));
    }
    return writer;
  }
}
