package cloud.olympus.webhooks.web.settings;

/**
 * What is wrong with one setting.
 *
 * @param name its full name
 * @param reason why, without its value, which may be a secret in the wrong place
 */
public record SettingProblem(String name, String reason) {
  @Override
  public String toString() {
    return name + " " + reason;
  }
}
