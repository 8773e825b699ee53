package cloud.olympus.webhooks.outbound;

import cloud.olympus.webhooks.delivery.Sender;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.MessageSupport;
import org.apache.hc.core5.http.protocol.HttpCoreContext;

/** One request and its response on a connection. */
final class Exchange {

  /** Set here alone: a wrong one would shift where the request ends. */
  private static final Set<String> FRAMING = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  static {
    FRAMING.addAll(
        Set.of(
            HttpHeaders.HOST,
            HttpHeaders.CONTENT_LENGTH,
            HttpHeaders.TRANSFER_ENCODING,
            HttpHeaders.CONNECTION,
            HttpHeaders.EXPECT,
            HttpHeaders.UPGRADE,
            HttpHeaders.TE,
            HttpHeaders.TRAILER));
  }

  private final Line line;
  private final ClassicHttpRequest request;

  Exchange(Line line, EndpointUrl endpoint, Sender.Request request) {
    this.line = line;
    line.parser().expect();
    this.request = new BasicClassicHttpRequest("POST", endpoint.target());
    this.request.addHeader(HttpHeaders.HOST, endpoint.authority());
    request
        .headers()
        .forEach(
            (name, value) -> {
              if (!FRAMING.contains(name)) {
                this.request.addHeader(name, value);
              }
            });
    this.request.addHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(request.body().length));
    this.request.setEntity(new ByteArrayEntity(request.body(), null));
  }

  /** The response, its body not read yet. Interim responses are passed over. */
  ClassicHttpResponse begin() throws IOException, HttpException {
    send();
    var http = line.http();
    ClassicHttpResponse response;
    do {
      response = http.receiveResponseHeader();
    } while (response.getCode() < HttpStatus.SC_SUCCESS);
    if (MessageSupport.canResponseHaveBody(request.getMethod(), response)) {
      http.receiveResponseEntity(response);
    }
    return response;
  }

  /**
   * An endpoint may answer before it has read all, and then close: what it said counts, and where
   * it said nothing the reading fails too.
   */
  private void send() throws IOException, HttpException {
    var http = line.http();
    try {
      http.sendRequestHeader(request);
      http.sendRequestEntity(request);
      http.flush();
    } catch (IOException e) {
      if (!http.isOpen()) {
        throw e;
      }
      request.addHeader(HttpHeaders.CONNECTION, "close");
    }
  }

  /** Whether the connection can carry another request once the body was read to its end. */
  boolean leavesLineOpen(ClassicHttpResponse response) {
    boolean ambiguous =
        response.countHeaders(HttpHeaders.CONTENT_LENGTH) > 1
            || (response.containsHeader(HttpHeaders.TRANSFER_ENCODING)
                && response.containsHeader(HttpHeaders.CONTENT_LENGTH));
    return !ambiguous
        && DefaultClientConnectionReuseStrategy.INSTANCE.keepAlive(
            request, response, HttpCoreContext.create());
  }
}
