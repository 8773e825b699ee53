package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.event.Digests;
import cloud.olympus.webhooks.event.EnvelopeReader;
import cloud.olympus.webhooks.web.FieldErrors;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Ids: new ones are a prefix and 26 characters that nobody can guess. */
final class Names {

  private static final int CHARACTERS = 26;

  private Names() {}

  /** An id as a path gives it; empty for what can be the id of nothing. */
  static Optional<String> wellFormed(String id) {
    return Optional.of(id).filter(text -> EnvelopeReader.ID.matcher(text).matches());
  }

  /** Notes an error where what a caller gave can be the id of nothing. */
  static void check(String field, Optional<String> id, FieldErrors errors) {
    if (id.isPresent() && wellFormed(id.get()).isEmpty()) {
      errors.add(field, "invalid", "This must be 1 to 128 of A-Z a-z 0-9 _ -.");
    }
  }

  static String random(String prefix, RandomGenerator random) {
    byte[] bytes = new byte[17];
    random.nextBytes(bytes);
    return prefix + Digests.base32(bytes, CHARACTERS);
  }

  /** The same for the same text. */
  static String derived(String prefix, String text) {
    return prefix + Digests.base32(Digests.sha256(text), CHARACTERS);
  }
}
