package cloud.olympus.webhooks.googlecloud.pubsub;

import cloud.olympus.webhooks.event.Budget;
import cloud.olympus.webhooks.event.Unavailable;
import com.google.api.gax.batching.BatchingSettings;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.rpc.TransportChannelProvider;
import com.google.cloud.pubsub.v1.Publisher;
import com.google.cloud.pubsub.v1.TopicAdminSettings;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.TopicName;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to one topic. The client is made when the first message comes: a function starts faster
 * without. Thread-safe.
 */
final class TopicPublisher implements AutoCloseable {

  /** For all tries together; the client takes no less. */
  private static final Duration TRIES = Duration.ofSeconds(10);

  /**
   * Until a message is kept, in all, within the {@link Budget} of its publisher, who is told then
   * that it may not be.
   */
  static final Duration DEADLINE = TRIES.plusSeconds(1);

  /**
   * A lone message waits this long for others to share its request, so that it has left within 10
   * ms; under load a request is full before.
   */
  private static final Duration GATHERING = Duration.ofMillis(1);

  private static final Duration KEEP_ALIVE = Duration.ofSeconds(60);
  private static final long MOST_MESSAGES = 100;
  private static final long MOST_BYTES = 1_000_000;

  private final PubSub where;
  private final TopicName topic;
  private final boolean ordered;
  private @Nullable Publisher publisher;
  private boolean closed;

  TopicPublisher(PubSub where, String topic, boolean ordered) {
    this.where = where;
    this.topic = TopicName.of(where.project(), topic);
    this.ordered = ordered;
  }

  /**
   * Returns when the message is kept.
   *
   * @throws Unavailable where it may not be
   */
  void publish(PubsubMessage message) {
    publish(client(), message, ordered);
  }

  /**
   * Publishes.
   *
   * @param again whether once more where it was not even sent: the client may have stopped the key
   *     for an earlier failure only after that was told, and resumed
   */
  private void publish(Publisher client, PubsubMessage message, boolean again) {
    var patience = Budget.some(DEADLINE);
    var kept = client.publish(message);
    try {
      kept.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted while Pub/Sub answered", e);
    } catch (ExecutionException e) {
      resume(client, message);
      if (again && e.getCause() instanceof CancellationException) {
        publish(client, message, false);
        return;
      }
      throw new Unavailable("Pub/Sub refused a message", e);
    } catch (TimeoutException e) {
      resume(client, message);
      throw new Unavailable("Pub/Sub did not answer in time", e);
    }
  }

  /** After a failure the client refuses all further messages of the key until it is told so. */
  private void resume(Publisher client, PubsubMessage message) {
    if (ordered) {
      client.resumePublish(message.getOrderingKey());
    }
  }

  private synchronized Publisher client() {
    if (closed) {
      throw new Unavailable("shutting down");
    }
    var made = publisher;
    if (made == null) {
      try {
        made = make();
      } catch (IOException e) {
        throw new Unavailable("Pub/Sub's client cannot be made", e);
      }
      publisher = made;
    }
    return made;
  }

  private Publisher make() throws IOException {
    var builder =
        Publisher.newBuilder(topic)
            .setChannelProvider(channels())
            .setEnableMessageOrdering(ordered)
            .setBatchingSettings(
                BatchingSettings.newBuilder()
                    .setDelayThresholdDuration(GATHERING)
                    .setElementCountThreshold(MOST_MESSAGES)
                    .setRequestByteThreshold(MOST_BYTES)
                    .build())
            .setRetrySettings(
                RetrySettings.newBuilder()
                    .setInitialRetryDelayDuration(Duration.ofMillis(50))
                    .setRetryDelayMultiplier(2)
                    .setMaxRetryDelayDuration(Duration.ofSeconds(1))
                    .setInitialRpcTimeoutDuration(Duration.ofSeconds(3))
                    .setRpcTimeoutMultiplier(1)
                    .setMaxRpcTimeoutDuration(Duration.ofSeconds(3))
                    .setTotalTimeoutDuration(TRIES)
                    .build());
    builder.setEndpoint(where.emulator().orElseGet(() -> where.host() + ":443"));
    if (where.emulator().isPresent()) {
      builder.setCredentialsProvider(NoCredentialsProvider.create());
    }
    return builder.build();
  }

  private TransportChannelProvider channels() {
    var builder =
        TopicAdminSettings.defaultGrpcTransportProviderBuilder()
            .setKeepAliveTimeDuration(KEEP_ALIVE);
    if (where.emulator().isPresent()) {
      builder.setChannelConfigurator(channel -> channel.usePlaintext());
    }
    return builder.build();
  }

  /** Sends what waits, and takes no more. */
  @Override
  public void close() {
    Publisher made;
    synchronized (this) {
      closed = true;
      made = publisher;
    }
    if (made != null) {
      made.shutdown();
      try {
        made.awaitTermination(DEADLINE.toSeconds(), TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
