package cloud.olympus.webhooks.signing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The Ed25519 keys of a tenant. Immutable.
 *
 * @param keys the one that stays first, then those that end, latest made first; some may have ended
 * @param version grows by one with every change; 0 for one that is not stored
 */
public record TenantKeySet(String tenantId, List<TenantKey> keys, long version) {

  /** Of SHA-256: 128 bits, in hex. */
  private static final int DIGEST = 32;

  public TenantKeySet {
    keys = List.copyOf(keys);
  }

  /** Of a tenant that has none. */
  public static TenantKeySet none(String tenantId) {
    return new TenantKeySet(tenantId, List.of(), 0);
  }

  /**
   * What stands for a tenant where its id must not be told: the first 32 hexadecimal digits of the
   * id's SHA-256.
   */
  public static String handle(String tenantId) {
    return digest(tenantId.getBytes(StandardCharsets.UTF_8));
  }

  /** That of its tenant. */
  public String handle() {
    return handle(tenantId);
  }

  /** For whom its private keys are sealed. */
  public String owner() {
    return tenantId;
  }

  /**
   * The id of a key: the tenant's handle, a full stop, the first 32 hexadecimal digits of the
   * public key's SHA-256. So that whoever has the key's id knows, too, which tenant may use it.
   */
  public String id(TenantKey key) {
    return handle() + '.' + digest(key.publicKey().bytes());
  }

  /** Those that sign at this instant. */
  public List<TenantKey> live(Instant now) {
    return keys.stream().filter(key -> key.isLive(now)).toList();
  }

  /** Those that receivers are told of at this instant. */
  public List<TenantKey> published(Instant now) {
    return keys.stream().filter(key -> key.isPublished(now)).toList();
  }

  /**
   * The same with another key that stays. Those before it end after the overlap, or when they would
   * have ended anyway; without an overlap they are gone at once, from what is published too.
   */
  public TenantKeySet rotated(TenantKey next, Duration overlap, Instant now) {
    List<TenantKey> changed = new ArrayList<>(List.of(next));
    if (!overlap.isZero()) {
      published(now).forEach(key -> changed.add(key.endingBy(now.plus(overlap))));
    }
    return new TenantKeySet(tenantId, changed, version);
  }

  /** The same with another version: for stores. */
  public TenantKeySet withVersion(long next) {
    return new TenantKeySet(tenantId, keys, next);
  }

  private static String digest(byte[] bytes) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(sha256).substring(0, DIGEST);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
