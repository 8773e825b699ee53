package cloud.olympus.webhooks.signing;

import java.util.List;
import java.util.Optional;

/**
 * The Ed25519 keys of all tenants. All methods are atomic, thread-safe and durable on return, and
 * throw {@code Unavailable} where the store cannot answer.
 */
public interface TenantKeys {

  /**
   * The keys of one tenant; empty where none were ever made.
   *
   * @param handle {@link TenantKeySet#handle(String)} of the tenant
   */
  Optional<TenantKeySet> find(String handle);

  /**
   * Stores a tenant's keys in place of those whose version they carry; the version grows by one. Of
   * several who do so at once from the same version one wins.
   *
   * @return what is stored now; empty where it was changed meanwhile
   */
  Optional<TenantKeySet> replace(TenantKeySet changed);

  /** So many tenants' keys at most, in the order of their handles. */
  List<TenantKeySet> first(int limit);
}
