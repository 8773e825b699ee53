package cloud.olympus.webhooks.forwarder;

import cloud.olympus.webhooks.event.Unavailable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Puts one method of one port out of reach, and back. */
final class Outage {

  private volatile @Nullable String method;

  /** The port, as long as it can be reached. */
  <T> T of(Class<T> port, T real) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (_, called, arguments) -> {
              if ((port.getSimpleName() + '.' + called.getName()).equals(method)) {
                throw new Unavailable("the disk of host-17 is full");
              }
              try {
                return called.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  /** From now on this method of a port, such as {@code EventLog.claim}, is unavailable. */
  void begin(String portAndMethod) {
    method = portAndMethod;
  }

  void end() {
    method = null;
  }
}
