package cloud.olympus.webhooks.outbound;

import cloud.olympus.webhooks.delivery.Failure;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.TruncatedChunkException;

/** What an exception means, and what the tenant is told of it. */
final class Failures {

  private Failures() {}

  /** While the connection was made. The operating system's own words are all there is to go by. */
  static Failure ofConnect(IOException e) {
    if (isOurs(e)) {
      return Failure.OWN_TROUBLE;
    }
    if (e instanceof SocketTimeoutException || says(e, "timed out")) {
      return Failure.CONNECT_TIMEOUT;
    }
    return says(e, "reset") ? Failure.CONNECTION_RESET : Failure.CONNECTION_REFUSED;
  }

  /** During the TLS handshake. */
  static Failure ofHandshake(IOException e) {
    if (isOurs(e)) {
      return Failure.OWN_TROUBLE;
    }
    boolean dropped = e instanceof SocketException || isDropped(e);
    return dropped ? Failure.CONNECTION_RESET : Failure.TLS_ERROR;
  }

  /** Whether a look-up failed by ourselves: the resolver got no socket, no memory, no network. */
  static boolean isOurs(UnknownHostException e) {
    return isOurs((IOException) e);
  }

  /** After the request was begun. */
  static Failure ofExchange(Exception e) {
    return switch (e) {
      case ConnectionClosedException _, NoHttpResponseException _, TruncatedChunkException _ ->
          Failure.CONNECTION_RESET;
      case HeadParser.HeadTooLarge _ -> Failure.HEAD_TOO_LARGE;
      case MalformedChunkCodingException _, MessageConstraintException _, HttpException _ ->
          Failure.PROTOCOL_ERROR;
      case SSLException tls when isDropped(tls) -> Failure.CONNECTION_RESET;
      case SSLException _ -> Failure.TLS_ERROR;
      case IOException io when isOurs(io) -> Failure.OWN_TROUBLE;
      default -> Failure.CONNECTION_RESET;
    };
  }

  private static boolean isDropped(IOException e) {
    return e.getCause() instanceof SocketException || e.getCause() instanceof EOFException;
  }

  /**
   * ENETUNREACH, ENETDOWN and ENETRESET, EADDRNOTAVAIL (no port left), EMFILE and ENFILE, ENOBUFS
   * and ENOMEM, EAI_MEMORY of a look-up.
   */
  private static boolean isOurs(IOException e) {
    return says(e, "Network is")
        || says(e, "Cannot assign requested address")
        || says(e, "Too many open files")
        || says(e, "No buffer space")
        || says(e, "Cannot allocate memory")
        || says(e, "Memory allocation failure")
        || (says(e, "Permission denied") && e instanceof ConnectException);
  }

  private static boolean says(IOException e, String words) {
    return e.getMessage() != null && e.getMessage().contains(words);
  }

  /** One sentence for each class: never addresses, nor what exactly the network answered. */
  static String detail(Failure failure) {
    return switch (failure) {
      case DNS_ERROR -> "the host has no address";
      case RESOLVER_DOWN -> "the host could not be looked up; not charged to the endpoint";
      case ADDRESS_REFUSED -> "nothing is sent to this host, address or port";
      case CONNECT_TIMEOUT -> "the connection was not accepted in time";
      case CONNECTION_REFUSED -> "the connection was not accepted";
      case CONNECTION_RESET -> "the connection was closed before the answer was complete";
      case TLS_ERROR -> "TLS failed: it needs version 1.2 or 1.3 and a valid certificate";
      case TIMEOUT -> "the answer was not complete within the deadline";
      case PROTOCOL_ERROR -> "the answer is not valid HTTP/1.1";
      case HEAD_TOO_LARGE ->
          "the head of the answer is too large: 100 headers, 8 KiB a line, 64 KiB in all";
      case OWN_TROUBLE -> "the request could not be sent; not charged to the endpoint";
      case INTERRUPTED -> "stopped by a shutdown; not charged to the endpoint";
    };
  }
}
