package cloud.olympus.webhooks.web.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class VerifiedTokensTest {
  private static final Instant NOW = Tokens.NOW;

  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private final VerifiedTokens<String> tokens = new VerifiedTokens<>(now::get);

  @Test
  void aTokenIsKnownForAMinute() {
    tokens.keep("hash", "proof", NOW.plusSeconds(3600));

    now.set(NOW.plusSeconds(59));
    assertEquals(Optional.of("proof"), tokens.find("hash"));
    now.set(NOW.plusSeconds(60));
    assertEquals(Optional.empty(), tokens.find("hash"));
    assertEquals(0, tokens.size());
  }

  @Test
  void aTokenIsNotKnownPastItsExpiry() {
    tokens.keep("soon", "proof", NOW.plusSeconds(10));
    tokens.keep("past", "proof", NOW.minusSeconds(10));

    assertEquals(Optional.empty(), tokens.find("past"));
    now.set(NOW.plusSeconds(10));
    assertEquals(Optional.empty(), tokens.find("soon"));
  }

  @Test
  void theOldestTokensMakeRoom() {
    for (int i = 0; i < VerifiedTokens.CAPACITY + 5; i++) {
      tokens.keep("hash-" + i, "proof", NOW.plusSeconds(3600));
    }

    assertEquals(VerifiedTokens.CAPACITY, tokens.size());
    assertEquals(Optional.empty(), tokens.find("hash-4"));
    assertNotEquals(Optional.empty(), tokens.find("hash-5"));
  }

  @Test
  void aTokenIsKeptAsItsSha256() {
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        VerifiedTokens.hash("abc"));
  }
}
