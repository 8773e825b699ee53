package cloud.olympus.webhooks.testkit.engine;

import cloud.olympus.webhooks.event.Budget;
import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.testkit.TestClock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.function.Function;

/** A port that takes its time, and gives up where its caller has none left, as adapters do. */
final class SlowPort {

  private SlowPort() {}

  /**
   * A slow one before a quick one.
   *
   * @param delay of each method, by its name
   */
  static <T> T of(Class<T> type, T quick, TestClock clock, Function<String, Duration> delay) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              var wanted = delay.apply(method.getName());
              var left = Budget.left(wanted);
              clock.advance(left);
              if (left.compareTo(wanted) < 0) {
                throw new Unavailable("its caller has no more time");
              }
              try {
                return method.invoke(quick, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
