package cloud.olympus.webhooks.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** What the same machine does at best in the same minute. */
final class References {

  private References() {}

  /** Posts a second of a bare loop of Apache HttpClient over 64 connections. */
  static double bareLoop(Receiver receiver, int posts) throws IOException, InterruptedException {
    byte[] body =
        ("{\"n\":-1,\"t\":0,\"notes\":\"" + "x".repeat(960) + "\"}")
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    var next = new AtomicInteger();
    var pool =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setMaxConnPerRoute(64)
            .setMaxConnTotal(64)
            .build();
    try (var client = HttpClients.custom().setConnectionManager(pool).build()) {
      long start = System.nanoTime();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        threads.add(
            Thread.ofVirtual()
                .start(
                    () -> {
                      while (next.getAndIncrement() < posts) {
                        var post = new HttpPost(receiver.url("/bare"));
                        post.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
                        try {
                          client.execute(
                              post,
                              response -> {
                                EntityUtils.consume(response.getEntity());
                                return response.getCode();
                              });
                        } catch (IOException e) {
                          throw new java.io.UncheckedIOException(e);
                        }
                      }
                    }));
      }
      for (var thread : threads) {
        thread.join();
      }
      return posts * 1e9 / (System.nanoTime() - start);
    }
  }

  /** The time of one fsync of 4 KiB, in milliseconds. */
  static Latencies fsync(Path directory) throws IOException {
    Path file = directory.resolve("fsync");
    long[] nanos = new long[300];
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < nanos.length; i++) {
        channel.write(ByteBuffer.allocate(4_096));
        long start = System.nanoTime();
        channel.force(false);
        nanos[i] = System.nanoTime() - start;
      }
    }
    Files.delete(file);
    return Latencies.ofNanos(nanos, nanos.length);
  }

  /** CPU time of this process so far, in milliseconds. */
  static double ownCpuMillis() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
            .getProcessCpuTime()
        / 1e6;
  }
}
