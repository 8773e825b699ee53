package cloud.olympus.webhooks.web.log;

import java.util.Locale;
import java.util.Set;

/** The last net below callers who log what they should not: secrets by field name or by look. */
final class Masking {
  static final String MASK = "***";

  private static final Set<String> NAMES =
      Set.of("secret", "token", "authorization", "password", "cookie", "signature", "api_key");

  private Masking() {}

  static boolean isSecretName(String name) {
    int last = Math.max(name.lastIndexOf('_'), name.lastIndexOf('-'));
    String noun = last < 0 ? name : name.substring(last + 1);
    return NAMES.contains(noun.toLowerCase(Locale.ROOT))
        || NAMES.contains(name.toLowerCase(Locale.ROOT));
  }

  /** Prefixes of Standard Webhooks' keys, Stripe's keys and JSON Web Tokens. */
  static boolean isSecretValue(String value) {
    return value.startsWith("whsec_")
        || value.startsWith("whsk_")
        || value.startsWith("sk_live_")
        || value.startsWith("sk_test_")
        || value.startsWith("rk_live_")
        || value.startsWith("Bearer ")
        || (value.startsWith("eyJ") && value.indexOf('.') > 0);
  }
}
