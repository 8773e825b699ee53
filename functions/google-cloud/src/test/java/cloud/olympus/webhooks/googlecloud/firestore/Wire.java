package cloud.olympus.webhooks.googlecloud.firestore;

import com.google.firestore.v1.BatchGetDocumentsRequest;
import com.google.firestore.v1.CommitRequest;
import com.google.firestore.v1.CommitResponse;
import com.google.firestore.v1.RunQueryResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What passes between a client and Firestore: counts documents written and read, as they are
 * billed, and can refuse a call or lose the answer to a commit that was made.
 */
final class Wire implements ClientInterceptor {

  private final AtomicInteger commits = new AtomicInteger();
  private final AtomicInteger writes = new AtomicInteger();
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicReference<@Nullable Status> loss = new AtomicReference<>();

  private final Map<String, Status> refusedOnce = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Runnable> interloper = new AtomicReference<>();
  private final AtomicReference<@Nullable Status> refusal = new AtomicReference<>();
  private final AtomicInteger refusals = new AtomicInteger();

  /** How many commits were asked for. */
  int commits() {
    return commits.get();
  }

  /** How many documents were to be written. */
  int writes() {
    return writes.get();
  }

  /** How many documents were read, by key or by a query; one that finds nothing counts as one. */
  int reads() {
    return reads.get();
  }

  /** How many reads were refused. */
  int refusals() {
    return refusals.get();
  }

  /** Of the next commit that is made the client will see only a failure. */
  void loseNextCommitAnswer(Status.Code code) {
    loss.set(code.toStatus().withDescription("the answer was lost"));
  }

  /** The next commit is refused, and not made. */
  void refuseNextCommit(Status.Code code) {
    refusedOnce.put("Commit", code.toStatus().withDescription("refused once"));
  }

  /** The next read of documents by their keys is refused. */
  void refuseNextRead(Status.Code code) {
    refusedOnce.put("BatchGetDocuments", code.toStatus().withDescription("refused once"));
  }

  /** Runs something between the next commit's making and its leaving. */
  void beforeNextCommit(Runnable what) {
    interloper.set(what);
  }

  /** Every read fails like this from now on; {@code OK} for none. */
  void refuseReads(Status.Code code) {
    refusal.set(code == Status.Code.OK ? null : code.toStatus().withDescription("refused"));
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    var once = refusedOnce.remove(method.getBareMethodName());
    if (once != null) {
      return new Refused<>(once);
    }
    var refused = refusal.get();
    if (refused != null && method.getBareMethodName().equals("BatchGetDocuments")) {
      refusals.incrementAndGet();
      return new Refused<>(refused);
    }
    return new SimpleForwardingClientCall<Q, A>(next.newCall(method, options)) {
      private @Nullable Status lost;
      private boolean found;

      @Override
      public void start(Listener<A> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<A>(listener) {
              @Override
              public void onMessage(A answer) {
                if (answer instanceof RunQueryResponse part && (part.hasDocument() || !found)) {
                  found = true;
                  reads.incrementAndGet();
                }
                if (answer instanceof CommitResponse) {
                  lost = loss.getAndSet(null);
                }
                if (lost == null) {
                  super.onMessage(answer);
                }
              }

              @Override
              public void onClose(Status status, Metadata trailers) {
                super.onClose(lost == null ? status : lost, trailers);
              }
            },
            headers);
      }

      @Override
      public void sendMessage(Q request) {
        if (request instanceof CommitRequest commit) {
          var first = interloper.getAndSet(null);
          if (first != null) {
            first.run();
          }
          commits.incrementAndGet();
          writes.addAndGet(commit.getWritesCount());
        }
        if (request instanceof BatchGetDocumentsRequest get) {
          reads.addAndGet(get.getDocumentsCount());
        }
        super.sendMessage(request);
      }
    };
  }

  /** A call that nobody takes. */
  private static final class Refused<Q, A> extends ClientCall<Q, A> {
    private final Status status;

    Refused(Status status) {
      this.status = status;
    }

    @Override
    public void start(Listener<A> listener, Metadata headers) {
      listener.onClose(status, new Metadata());
    }

    @Override
    public void request(int messages) {}

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {}

    @Override
    public void halfClose() {}

    @Override
    public void sendMessage(Q message) {}
  }
}
