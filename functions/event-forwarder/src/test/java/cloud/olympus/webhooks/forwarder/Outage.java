package cloud.olympus.webhooks.forwarder;

import cloud.olympus.webhooks.event.Unavailable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Puts one method of one port out of reach, or in trouble, and back. */
final class Outage {

  private volatile @Nullable String method;
  private volatile Runnable trouble = () -> {};

  /** The port, as long as it can be reached. */
  <T> T of(Class<T> port, T real) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (_, called, arguments) -> {
              if ((port.getSimpleName() + '.' + called.getName()).equals(method)) {
                trouble.run();
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
    begin(
        portAndMethod,
        () -> {
          throw new Unavailable("the disk of host-17 is full");
        });
  }

  /** From now on something else happens before this method of a port is called. */
  void begin(String portAndMethod, Runnable what) {
    trouble = what;
    method = portAndMethod;
  }

  void end() {
    method = null;
  }
}
