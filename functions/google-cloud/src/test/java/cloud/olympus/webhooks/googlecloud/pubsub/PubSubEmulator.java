package cloud.olympus.webhooks.googlecloud.pubsub;

import cloud.olympus.webhooks.testkit.emulator.Emulated;
import cloud.olympus.webhooks.testkit.emulator.Emulator;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.cloud.pubsub.v1.MessageReceiver;
import com.google.cloud.pubsub.v1.Subscriber;
import com.google.cloud.pubsub.v1.SubscriptionAdminClient;
import com.google.cloud.pubsub.v1.SubscriptionAdminSettings;
import com.google.cloud.pubsub.v1.TopicAdminClient;
import com.google.cloud.pubsub.v1.TopicAdminSettings;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.SubscriptionName;
import com.google.pubsub.v1.TopicName;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** A Pub/Sub emulator with the three topics. */
final class PubSubEmulator implements ExecutionCondition, BeforeAllCallback {

  static final List<String> TOPICS = List.of("events", "events-unrouted", "events-dead-letter");

  private final Emulated emulated = new Emulated(Emulator.PUBSUB);
  private @Nullable Topics topics;

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return emulated.evaluateExecutionCondition(context);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    topics =
        context
            .getRoot()
            .getStore(Namespace.create(PubSubEmulator.class))
            .computeIfAbsent(emulated.start(context).address(), Topics::create, Topics.class);
  }

  PubSub where() {
    return new PubSub(Emulator.PROJECT, Optional.empty(), Optional.of(topics().address));
  }

  void create(String topic) {
    topics().topics.createTopic(TopicName.of(Emulator.PROJECT, topic));
  }

  /**
   * Hands what a topic gets from now on to a receiver; the caller stops it. There is no filter: the
   * emulator lets everything through.
   */
  Subscriber subscribe(String topic, String name, MessageReceiver receiver) {
    var subscription = SubscriptionName.of(Emulator.PROJECT, name);
    topics()
        .subscriptions
        .createSubscription(
            Subscription.newBuilder()
                .setName(subscription.toString())
                .setTopic(TopicName.of(Emulator.PROJECT, topic).toString())
                .setEnableMessageOrdering(true)
                .setAckDeadlineSeconds(10)
                .build());
    var subscriber =
        Subscriber.newBuilder(subscription.toString(), receiver)
            .setChannelProvider(topics().channel)
            .setCredentialsProvider(NoCredentialsProvider.create())
            .build();
    subscriber.startAsync().awaitRunning();
    return subscriber;
  }

  private Topics topics() {
    return Objects.requireNonNull(topics, "made before all tests");
  }

  private record Topics(
      String address,
      ManagedChannel connection,
      FixedTransportChannelProvider channel,
      TopicAdminClient topics,
      SubscriptionAdminClient subscriptions)
      implements AutoCloseable {

    static Topics create(String address) {
      try {
        var connection = ManagedChannelBuilder.forTarget(address).usePlaintext().build();
        var channel = FixedTransportChannelProvider.create(GrpcTransportChannel.create(connection));
        var settings =
            TopicAdminSettings.newBuilder()
                .setTransportChannelProvider(channel)
                .setCredentialsProvider(NoCredentialsProvider.create())
                .build();
        var topics = TopicAdminClient.create(settings);
        TOPICS.forEach(topic -> topics.createTopic(TopicName.of(Emulator.PROJECT, topic)));
        var subscriptions =
            SubscriptionAdminClient.create(
                SubscriptionAdminSettings.newBuilder()
                    .setTransportChannelProvider(channel)
                    .setCredentialsProvider(NoCredentialsProvider.create())
                    .build());
        return new Topics(address, connection, channel, topics, subscriptions);
      } catch (IOException e) {
        throw new IllegalStateException("no topics can be made", e);
      }
    }

    @Override
    public void close() {
      subscriptions.close();
      topics.close();
      connection.shutdownNow();
    }
  }
}
