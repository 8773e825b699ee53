package cloud.olympus.webhooks.googlecloud.tasks;

import cloud.olympus.webhooks.lane.LaneKey;
import com.google.cloud.tasks.v2.CreateTaskRequest;
import com.google.cloud.tasks.v2.Task;
import com.google.gson.JsonParser;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Takes tasks as Cloud Tasks does, by gRPC, and remembers the names of those that ran, which the
 * emulators do not. Ends with {@link #close()}.
 */
final class FakeCloudTasks implements AutoCloseable {

  private static final MethodDescriptor<CreateTaskRequest, Task> CREATE =
      MethodDescriptor.<CreateTaskRequest, Task>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("google.cloud.tasks.v2.CloudTasks/CreateTask")
          .setRequestMarshaller(ProtoUtils.marshaller(CreateTaskRequest.getDefaultInstance()))
          .setResponseMarshaller(ProtoUtils.marshaller(Task.getDefaultInstance()))
          .build();

  private final Map<String, Task> tasks = new LinkedHashMap<>();
  private final List<String> run = new ArrayList<>();
  private final Queue<Status> answers = new ConcurrentLinkedQueue<>();
  private final Server server;
  private int calls;

  FakeCloudTasks() {
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(
                ServerServiceDefinition.builder("google.cloud.tasks.v2.CloudTasks")
                    .addMethod(CREATE, ServerCalls.asyncUnaryCall(this::create))
                    .build())
            .build();
    try {
      server.start();
    } catch (IOException e) {
      throw new IllegalStateException("no port for a server", e);
    }
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  /** Answers the next call so, after it was carried out. */
  void answer(Status status) {
    answers.add(status);
  }

  /** How many calls came. */
  synchronized int calls() {
    return calls;
  }

  /** Every task there ever was, run or not. */
  synchronized List<Task> tasks() {
    return List.copyOf(tasks.values());
  }

  /** Runs what is due; each task once. */
  synchronized List<Task> run(Instant now) {
    var due =
        tasks.values().stream()
            .filter(task -> !run.contains(task.getName()))
            .filter(task -> !scheduled(task).isAfter(now))
            .sorted(Comparator.comparing(FakeCloudTasks::scheduled))
            .toList();
    due.forEach(task -> run.add(task.getName()));
    return due;
  }

  static Instant scheduled(Task task) {
    var at = task.getScheduleTime();
    return Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
  }

  /** The lane that the body of a task's call names. */
  static LaneKey lane(String body) {
    var lane = JsonParser.parseString(body).getAsJsonObject();
    return new LaneKey(lane.get("tenant_id").getAsString(), lane.get("webhook_id").getAsString());
  }

  private void create(CreateTaskRequest request, StreamObserver<Task> observer) {
    var status = kept(request.getTask());
    if (status.isOk()) {
      observer.onNext(request.getTask());
      observer.onCompleted();
    } else {
      observer.onError(status.asException());
    }
  }

  private synchronized Status kept(Task task) {
    calls++;
    var kept = tasks.putIfAbsent(task.getName(), task) == null ? Status.OK : Status.ALREADY_EXISTS;
    var answer = answers.poll();
    return answer == null ? kept : answer;
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
