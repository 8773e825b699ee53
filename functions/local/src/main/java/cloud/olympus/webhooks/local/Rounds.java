package cloud.olympus.webhooks.local;

import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.forwarder.EventForwarder;
import cloud.olympus.webhooks.local.store.Retention;
import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import cloud.olympus.webhooks.web.log.Log;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What a scheduler does in the cloud: the sweep each minute, and retention in small steps. */
final class Rounds implements AutoCloseable {

  private static final long SWEEP_SECONDS = 60;
  private static final long RETENTION_SECONDS = 60;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("rounds").factory());
  private final EventForwarder forwarder;
  private final Retention retention;
  private final Log log;

  Rounds(EventForwarder forwarder, Retention retention, Log log) {
    this.forwarder = forwarder;
    this.retention = retention;
    this.log = log;
  }

  void start() {
    var _ =
        timer.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    var _ =
        timer.scheduleWithFixedDelay(
            this::retain, RETENTION_SECONDS, RETENTION_SECONDS, TimeUnit.SECONDS);
  }

  private void sweep() {
    try {
      InMemoryResponse.of(forwarder, InMemoryRequest.post(EventForwarder.SWEEP));
    } catch (Exception e) {
      log.warning("the sweep failed; the next one will do its work", Map.of(), e);
    }
  }

  private void retain() {
    try {
      while (retention.step() > 0 && !timer.isShutdown()) {
        // step by step, other writes in between
      }
    } catch (Unavailable e) {
      log.warning("retention failed; the next step will do its work", Map.of(), e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
