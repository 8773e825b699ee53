package cloud.olympus.webhooks.web.settings;

import java.util.List;
import java.util.stream.Collectors;

/** The settings are wrong. Names everything that is, so that one look at it mends all. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<SettingProblem> problems;

  SettingsException(List<SettingProblem> problems) {
    super(
        problems.stream()
            .map(SettingProblem::toString)
            .collect(Collectors.joining("\n  ", "Settings are missing or wrong:\n  ", "")));
    this.problems = List.copyOf(problems);
  }

  /** Whether nothing is wrong but that secrets have not been stored yet. */
  public boolean isOfAwaitedSecrets() {
    return problems.stream().allMatch(SettingProblem::isAwaited);
  }

  /** In the order of the names. */
  public List<SettingProblem> problems() {
    return problems;
  }
}
