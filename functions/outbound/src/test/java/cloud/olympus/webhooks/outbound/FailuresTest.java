package cloud.olympus.webhooks.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import cloud.olympus.webhooks.delivery.Failure;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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
