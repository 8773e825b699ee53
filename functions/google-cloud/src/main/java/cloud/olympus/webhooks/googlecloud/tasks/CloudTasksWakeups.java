package cloud.olympus.webhooks.googlecloud.tasks;

import cloud.olympus.webhooks.event.Budget;
import cloud.olympus.webhooks.event.Digests;
import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Wake;
import cloud.olympus.webhooks.lane.Wakeups;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.InstantiatingGrpcChannelProvider;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.rpc.AlreadyExistsException;
import com.google.api.gax.rpc.StatusCode.Code;
import com.google.cloud.tasks.v2.CloudTasksClient;
import com.google.cloud.tasks.v2.CloudTasksSettings;
import com.google.cloud.tasks.v2.CreateTaskRequest;
import com.google.cloud.tasks.v2.HttpMethod;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.OidcToken;
import com.google.cloud.tasks.v2.Task;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Wake-ups as tasks that call {@code POST /wake} of the forwarder, each named by lane, epoch and
 * second: to create it again is harmless, and so are retries. The client is made when the first
 * wake-up comes. Thread-safe.
 */
public final class CloudTasksWakeups implements Wakeups, AutoCloseable {

  /** A drain lasts up to 5 minutes, and its last attempt 15 s more. */
  private static final Duration CALL_DEADLINE = Duration.ofMinutes(6);

  /**
   * A queue takes 30 days. A lane that wakes earlier than it need finds nothing due and schedules
   * its next wake-up again; none of our schedules has a step that long.
   */
  private static final Duration FARTHEST = Duration.ofDays(29);

  private static final Duration DEADLINE = Duration.ofSeconds(8);
  private static final int NAME_LENGTH = 26;

  private final CloudTasks where;
  private final InstantSource clock;
  private @Nullable CloudTasksClient client;

  /** On queues that exist; nothing is connected until something is scheduled. */
  public CloudTasksWakeups(CloudTasks where, InstantSource clock) {
    this.where = where;
    this.clock = clock;
  }

  @Override
  public void at(Wake wake) {
    var queue = queue(wake.lane());
    var request =
        CreateTaskRequest.newBuilder()
            .setParent(queue)
            .setTask(
                Task.newBuilder()
                    .setName(queue + "/tasks/" + name(wake))
                    .setScheduleTime(timestamp(wake.at()))
                    .setDispatchDeadline(
                        com.google.protobuf.Duration.newBuilder()
                            .setSeconds(CALL_DEADLINE.toSeconds()))
                    .setHttpRequest(call(wake.lane())))
            .build();
    var tasks = client().createTaskCallable();
    var patience = Budget.some(DEADLINE);
    var created = tasks.futureCall(request);
    try {
      created.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      // Where it is there it waits, or it ran: somebody was woken for this epoch and second.
      if (!(e.getCause() instanceof AlreadyExistsException)) {
        throw new Unavailable("Cloud Tasks did not take a wake-up", e);
      }
    } catch (TimeoutException e) {
      throw new Unavailable("Cloud Tasks did not answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted while Cloud Tasks answered", e);
    } finally {
      created.cancel(true); // nothing where it has ended
    }
  }

  /** The same lane is always in the same queue: its wake-ups are told apart by name there. */
  private String queue(LaneKey lane) {
    int digest = Digests.sha256(lane.tenantId() + '/' + lane.webhookId())[0] & 0xFF;
    return where.queues().get(digest % where.queues().size());
  }

  /** A digest comes first, since names that begin alike slow a queue down. */
  private static String name(Wake wake) {
    var lane = wake.lane();
    String what =
        lane.tenantId()
            + '/'
            + lane.webhookId()
            + '/'
            + wake.epoch()
            + '/'
            + wake.at().getEpochSecond();
    return Digests.base32(Digests.sha256(what), NAME_LENGTH)
        + '-'
        + lane.webhookId()
        + '-'
        + wake.epoch();
  }

  private Timestamp timestamp(Instant at) {
    Instant farthest = clock.instant().plus(FARTHEST);
    Instant when = at.isAfter(farthest) ? farthest : at;
    return Timestamp.newBuilder()
        .setSeconds(when.getEpochSecond())
        .setNanos(when.getNano())
        .build();
  }

  private HttpRequest call(LaneKey lane) {
    var body = new JsonObject();
    body.addProperty("tenant_id", lane.tenantId());
    body.addProperty("webhook_id", lane.webhookId());
    var call =
        HttpRequest.newBuilder()
            .setHttpMethod(HttpMethod.POST)
            .setUrl(where.forwarder().resolve("/wake").toString())
            .putHeaders("Content-Type", "application/json")
            .setBody(ByteString.copyFromUtf8(body.toString()));
    where
        .caller()
        .ifPresent(
            caller ->
                call.setOidcToken(
                    OidcToken.newBuilder()
                        .setServiceAccountEmail(caller.email())
                        .setAudience(caller.audience())));
    return call.build();
  }

  private synchronized CloudTasksClient client() {
    var made = client;
    if (made == null) {
      try {
        made = CloudTasksClient.create(settings());
      } catch (IOException e) {
        throw new Unavailable("Cloud Tasks' client cannot be made", e);
      }
      client = made;
    }
    return made;
  }

  private CloudTasksSettings settings() throws IOException {
    var settings = CloudTasksSettings.newBuilder();
    if (where.emulator().isPresent()) {
      settings
          .setCredentialsProvider(NoCredentialsProvider.create())
          .setTransportChannelProvider(
              InstantiatingGrpcChannelProvider.newBuilder()
                  .setEndpoint(where.emulator().get())
                  .setChannelConfigurator(builder -> builder.usePlaintext())
                  .build());
    }
    settings
        .createTaskSettings()
        .setRetryableCodes(Set.of(Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED))
        .setRetrySettings(
            RetrySettings.newBuilder()
                .setInitialRetryDelayDuration(Duration.ofMillis(50))
                .setRetryDelayMultiplier(2)
                .setMaxRetryDelayDuration(Duration.ofSeconds(1))
                .setInitialRpcTimeoutDuration(Duration.ofSeconds(3))
                .setRpcTimeoutMultiplier(1)
                .setMaxRpcTimeoutDuration(Duration.ofSeconds(3))
                .setTotalTimeoutDuration(DEADLINE)
                .build());
    return settings.build();
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
    }
  }
}
