package cloud.olympus.webhooks.googlecloud.pubsub;

import cloud.olympus.webhooks.event.Unavailable;
import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpBackOffIOExceptionHandler;
import com.google.api.client.http.HttpBackOffUnsuccessfulResponseHandler;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.HttpUnsuccessfulResponseHandler;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.util.BackOff;
import com.google.api.client.util.ExponentialBackOff;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.http.HttpTransportFactory;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The topics by Pub/Sub's REST API, one message in a request. For what must start fast: Google's
 * HTTP client and credentials are a small part of what its gRPC client is. The JDK keeps five
 * connections to a host, or {@code -Dhttp.maxConnections}.
 */
public final class HttpTopics implements Topics {

  private static final String SCOPE = "https://www.googleapis.com/auth/pubsub";
  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration ANSWER = Duration.ofSeconds(3);

  /** No try begins later than this after the first. */
  private static final Duration TRIES = Duration.ofSeconds(7);

  /** Until a message is kept, in all; then its publisher is told that it may not be. */
  static final Duration DEADLINE = TRIES.plus(CONNECT).plus(ANSWER);

  /** More than there is time for. */
  private static final int MOST_TRIES = 100;

  private static final int TOO_MANY_REQUESTS = 429;

  private final HttpTransport transport;
  private final String topics;
  private final Login login;
  private @Nullable HttpCredentialsAdapter adapter;

  /** Of a project; nothing is connected until something is published. */
  public HttpTopics(PubSub where) {
    this(endpoint(where), where, Login.of(where));
  }

  /** Likewise, at an address of the caller's. */
  HttpTopics(String endpoint, PubSub where, Login login) {
    this.transport = new NetHttpTransport();
    this.topics = endpoint + "/v1/projects/" + where.project() + "/topics/";
    this.login = login;
  }

  /** Where credentials come from. */
  @FunctionalInterface
  interface Login {
    /** Empty where none are needed. */
    Optional<GoogleCredentials> credentials(HttpTransportFactory transport) throws IOException;

    /** Those of the service account that runs this; an emulator takes none. */
    static Login of(PubSub where) {
      return transport ->
          where.emulator().isPresent()
              ? Optional.empty()
              : Optional.of(GoogleCredentials.getApplicationDefault(transport).createScoped(SCOPE));
    }
  }

  private static String endpoint(PubSub where) {
    return where
        .emulator()
        .map(address -> "http://" + address)
        .orElseGet(() -> "https://" + where.host());
  }

  @Override
  public void publish(String topic, Message message) {
    try {
      // To its end, before the publisher goes on: what is unread would keep the connection busy.
      request(topic, message).execute().download(OutputStream.nullOutputStream());
    } catch (HttpResponseException e) {
      throw new Unavailable("Pub/Sub refused a message: " + e.getStatusCode(), e);
    } catch (IOException e) {
      throw new Unavailable("Pub/Sub did not answer", e);
    }
  }

  private HttpRequest request(String topic, Message message) throws IOException {
    var request =
        transport
            .createRequestFactory()
            .buildPostRequest(
                new GenericUrl(topics + topic + ":publish", true),
                new ByteArrayContent(
                    "application/json", json(message).getBytes(StandardCharsets.UTF_8)))
            .setConnectTimeout((int) CONNECT.toMillis())
            .setReadTimeout((int) ANSWER.toMillis())
            .setNumberOfRetries(MOST_TRIES);
    var again = again();
    var busy =
        new HttpBackOffUnsuccessfulResponseHandler(again)
            .setBackOffRequired(
                answer ->
                    answer.getStatusCode() / 100 == 5
                        || answer.getStatusCode() == TOO_MANY_REQUESTS);
    request.setIOExceptionHandler(new HttpBackOffIOExceptionHandler(again));
    request.setUnsuccessfulResponseHandler(busy);
    var authorization = credentials();
    if (authorization.isPresent()) {
      new Authorized(authorization.get(), busy).initialize(request);
    }
    return request;
  }

  private static BackOff again() {
    return new ExponentialBackOff.Builder()
        .setInitialIntervalMillis(50)
        .setMultiplier(2)
        .setMaxIntervalMillis(1_000)
        .setMaxElapsedTimeMillis((int) TRIES.toMillis())
        .build();
  }

  /** Carries a token; one that is no longer taken is fetched anew, once. */
  private static final class Authorized
      implements HttpRequestInitializer, HttpUnsuccessfulResponseHandler {
    private final HttpCredentialsAdapter adapter;
    private final HttpUnsuccessfulResponseHandler otherwise;
    private boolean renewed;

    Authorized(HttpCredentialsAdapter adapter, HttpUnsuccessfulResponseHandler otherwise) {
      this.adapter = adapter;
      this.otherwise = otherwise;
    }

    @Override
    public void initialize(HttpRequest request) throws IOException {
      adapter.initialize(request);
      // It has put itself there.
      request.setUnsuccessfulResponseHandler(this);
    }

    @Override
    public boolean handleResponse(HttpRequest request, HttpResponse response, boolean retried)
        throws IOException {
      if (!renewed && adapter.handleResponse(request, response, retried)) {
        renewed = true;
        request.setUnsuccessfulResponseHandler(this);
        return true;
      }
      return otherwise.handleResponse(request, response, retried);
    }
  }

  private static String json(Message message) {
    var attributes = new JsonObject();
    message.attributes().forEach(attributes::addProperty);
    var one = new JsonObject();
    one.addProperty("data", Base64.getEncoder().encodeToString(message.data()));
    one.add("attributes", attributes);
    if (message.orderingKey() != null) {
      one.addProperty("orderingKey", message.orderingKey());
    }
    var all = new JsonArray();
    all.add(one);
    var body = new JsonObject();
    body.add("messages", all);
    return body.toString();
  }

  /** Fetches a token while the server still starts, so that the first event need not wait. */
  public void prepare() {
    Thread.ofPlatform().daemon().name("prepares-pubsub").start(this::fetchToken);
  }

  private void fetchToken() {
    try {
      var authorization = credentials();
      if (authorization.isPresent()) {
        authorization.get().getCredentials().getRequestMetadata();
      }
    } catch (IOException e) {
      // told by the first message
    }
  }

  private synchronized Optional<HttpCredentialsAdapter> credentials() throws IOException {
    if (adapter == null) {
      adapter = login.credentials(() -> transport).map(HttpCredentialsAdapter::new).orElse(null);
    }
    return Optional.ofNullable(adapter);
  }

  @Override
  public void close() {
    // each message was sent before its publisher went on
  }
}
