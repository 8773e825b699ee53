package cloud.olympus.webhooks.web.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches a JWK set within one deadline, body included, without redirects, up to a size. Nimbus'
 * own retriever follows redirects, and its deadline starts anew with each byte. Thread-safe.
 */
final class JwksFetcher implements ResourceRetriever {
  static final int MAX_BYTES = 64 * 1024;

  private final Duration deadline;
  private final HttpClient client;

  JwksFetcher(Duration deadline) {
    this.deadline = deadline;
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(deadline)
            .build();
  }

  @Override
  public Resource retrieveResource(URL url) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request(url), limited());
    try {
      HttpResponse<byte[]> response = answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
      if (response.statusCode() != 200) {
        throw new IOException("the JWK set's server answered " + response.statusCode());
      }
      return new Resource(new String(response.body(), UTF_8), "application/json");
    } catch (TimeoutException e) {
      throw new IOException("the JWK set did not come within " + deadline.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException("the JWK set could not be fetched", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while fetching the JWK set", e);
    } finally {
      answer.cancel(true);
    }
  }

  private static HttpResponse.BodyHandler<byte[]> limited() {
    return BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES);
  }

  private static HttpRequest request(URL url) throws IOException {
    try {
      URI uri = url.toURI();
      return HttpRequest.newBuilder(uri).header("Accept", "application/json").build();
    } catch (URISyntaxException e) {
      throw new IOException("the JWK set's address is not a URI", e);
    }
  }
}
