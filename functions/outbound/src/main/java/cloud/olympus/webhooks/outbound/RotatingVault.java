package cloud.olympus.webhooks.outbound;

import cloud.olympus.webhooks.subscription.Vault;
import java.util.function.Supplier;

/**
 * A vault whose keyset may change while the process runs. Thread-safe where the suppliers are.
 *
 * <p>During a rotation another process may seal with a key that this one has not read yet: what
 * does not open is tried once more with the keyset as it is now.
 */
public final class RotatingVault implements Vault {

  private final Supplier<? extends Vault> current;
  private final Supplier<? extends Vault> latest;

  /**
   * A vault.
   *
   * @param current of the keyset as it was a moment ago
   * @param latest of the keyset as it is now
   */
  public RotatingVault(Supplier<? extends Vault> current, Supplier<? extends Vault> latest) {
    this.current = current;
    this.latest = latest;
  }

  @Override
  public String seal(byte[] secret, String owner) {
    return current.get().seal(secret, owner);
  }

  @Override
  public byte[] open(String sealed, String owner) {
    try {
      return current.get().open(sealed, owner);
    } catch (SealBroken e) {
      return latest.get().open(sealed, owner);
    }
  }
}
