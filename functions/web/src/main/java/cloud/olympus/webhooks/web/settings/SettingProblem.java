package cloud.olympus.webhooks.web.settings;

/**
 * What is wrong with one setting.
 *
 * @param name its full name
 * @param reason why, without its value, which may be a secret in the wrong place
 * @param isAwaited whether it is a secret that nobody has stored yet: its file is there, and blank
 */
public record SettingProblem(String name, String reason, boolean isAwaited) {
  @Override
  public String toString() {
    return name + " " + reason;
  }
}
