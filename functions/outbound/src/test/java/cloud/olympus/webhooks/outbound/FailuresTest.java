package cloud.olympus.webhooks.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Failure;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest {

  @ParameterizedTest
  @CsvSource({
    "Connection refused, CONNECTION_REFUSED",
    "Connection timed out, CONNECT_TIMEOUT",
    "Connection reset, CONNECTION_RESET",
    "Network is unreachable, OWN_TROUBLE",
    "Network is down, OWN_TROUBLE",
    "Cannot assign requested address, OWN_TROUBLE",
    "Too many open files, OWN_TROUBLE",
    "No buffer space available, OWN_TROUBLE",
    "Cannot allocate memory, OWN_TROUBLE",
    "Too many open files in system, OWN_TROUBLE",
    "Permission denied, OWN_TROUBLE",
  })
  void theOperatingSystemsWordsDecideWhoseFaultAConnectionIs(String words, Failure failure) {
    assertEquals(failure, Failures.ofConnect(new ConnectException(words)));
  }

  @Test
  void aHostThatCannotBeReachedIsNotOurTrouble() {
    assertEquals(
        Failure.CONNECTION_REFUSED,
        Failures.ofConnect(new NoRouteToHostException("No route to host")));
    assertEquals(
        Failure.OWN_TROUBLE,
        Failures.ofConnect(new NoRouteToHostException("Cannot assign requested address")));
    assertEquals(
        Failure.CONNECT_TIMEOUT,
        Failures.ofConnect(new SocketTimeoutException("Connect timed out")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Network is unreachable",
        "Network is down",
        "Too many open files",
        "No buffer space available",
        "Cannot allocate memory",
      })
  void whatIsOurTroubleIsSoInEveryStepOfARequest(String words) {
    assertEquals(Failure.OWN_TROUBLE, Failures.ofConnect(new SocketException(words)));
    assertEquals(Failure.OWN_TROUBLE, Failures.ofHandshake(new SocketException(words)));
    assertEquals(Failure.OWN_TROUBLE, Failures.ofExchange(new SocketException(words)));
    assertTrue(Failures.isOurs(new UnknownHostException("shop.example: " + words)));
  }

  @Test
  void aLookUpThatWasAnsweredIsNotOurTrouble() {
    for (String words :
        List.of("Name or service not known", "No address associated with hostname")) {
      assertFalse(Failures.isOurs(new UnknownHostException("shop.example: " + words)));
    }
    assertTrue(Failures.isOurs(new UnknownHostException("a.example: Memory allocation failure")));
  }

  @Test
  void aHandshakeThatEndsWithTheConnectionIsAReset() {
    var eof = new SSLHandshakeException("Remote host terminated the handshake");
    eof.initCause(new EOFException());

    assertEquals(Failure.CONNECTION_RESET, Failures.ofHandshake(eof));
    assertEquals(
        Failure.CONNECTION_RESET, Failures.ofHandshake(new SocketException("Connection reset")));
    assertEquals(
        Failure.TLS_ERROR, Failures.ofHandshake(new SSLHandshakeException("no such protocol")));
  }

  @ParameterizedTest
  @EnumSource
  void exactlyOurOwnFailuresAreNotCharged(Failure failure) {
    boolean ours =
        failure == Failure.OWN_TROUBLE
            || failure == Failure.RESOLVER_DOWN
            || failure == Failure.INTERRUPTED;

    assertEquals(ours, failure.isOurs());
    assertEquals(ours, Failures.detail(failure).contains("not charged"));
  }

  @Test
  void aBrokenPipeIsAReset() {
    assertEquals(Failure.CONNECTION_RESET, Failures.ofExchange(new SocketException("Broken pipe")));
  }

  @ParameterizedTest
  @EnumSource
  void whatTheTenantIsToldNamesNoAddress(Failure failure) {
    assertFalse(Failures.detail(failure).matches(".*\\d+\\.\\d+\\.\\d+.*"));
    assertFalse(Failures.detail(failure).isBlank());
  }
}
