package cloud.olympus.webhooks.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Asks for the addresses of a name; may block for long. */
@FunctionalInterface
public interface Lookup {

  /**
   * All addresses, best first.
   *
   * @throws UnknownHostException where there is none, or nobody to ask
   */
  InetAddress[] addresses(String host) throws UnknownHostException;

  /** The resolver of this machine. */
  static Lookup system() {
    return InetAddress::getAllByName;
  }
}
