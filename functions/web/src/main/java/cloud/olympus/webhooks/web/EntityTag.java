package cloud.olympus.webhooks.web;

/**
 * A strong entity tag (RFC 9110, section 8.8.3): two states with the same tag are the same bytes.
 *
 * @param opaque visible ASCII without quotes
 */
public record EntityTag(String opaque) {
  public EntityTag {
    if (!opaque.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"')) {
      throw new IllegalArgumentException("not an entity tag");
    }
  }

  /** The tag of a version that each change of the resource counts up. */
  public static EntityTag ofVersion(long version) {
    return new EntityTag("v" + version);
  }

  /** As it stands in {@code ETag}, in quotes. */
  @Override
  public String toString() {
    return '"' + opaque + '"';
  }
}
