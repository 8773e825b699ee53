package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.event.Digests;

/**
 * Document keys, and the numbers that spread an index over several ranges. Firestore splits a range
 * only so fast: keys or indexed values that grow with time take 500 writes a second.
 */
final class Keys {

  private static final int PREFIX = 4;

  private Keys() {}

  /**
   * The key of names whose order may follow time: producers like to count. A short digest before
   * them scatters them, and they stay readable.
   */
  static String scattered(String name) {
    return Digests.base32(Digests.sha256(name), PREFIX) + '.' + name;
  }

  /** One of {@code of} numbers from 0, always the same for a key. */
  static long part(String key, int of) {
    return Math.floorMod(Digests.sha256(key)[0], of);
  }
}
