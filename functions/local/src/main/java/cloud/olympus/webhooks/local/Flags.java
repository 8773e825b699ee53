package cloud.olympus.webhooks.local;

import cloud.olympus.webhooks.web.settings.SettingProblem;
import cloud.olympus.webhooks.web.settings.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The arguments of the command: {@code --data-dir=x} is the setting {@code WEBHOOKS_DATA_DIR}, and
 * a flag without a value is true.
 *
 * @param settings by their full names
 * @param problems what is no flag, in words
 */
record Flags(Map<String, String> settings, List<String> problems) {

  private static final Pattern SETTING = Pattern.compile(Settings.PREFIX + "([A-Z0-9_]*)");

  static Flags of(List<String> arguments) {
    Map<String, String> settings = new HashMap<>();
    List<String> problems = new ArrayList<>();
    String bare = null;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      int equals = argument.indexOf('=');
      if (argument.startsWith("--")) {
        bare = equals < 0 ? argument : null;
        settings.put(
            settingOf(equals < 0 ? argument : argument.substring(0, equals)),
            equals < 0 ? "true" : argument.substring(equals + 1));
      } else if (bare != null) {
        settings.remove(settingOf(bare));
        problems.add(bare + " takes its value after an equals sign: " + bare + "=…");
        bare = null;
      } else {
        // Not shown: it may be a secret in the wrong place.
        problems.add("argument " + (i + 1) + " is no flag: flags begin with --");
      }
    }
    return new Flags(settings, problems);
  }

  /** What is wrong with a setting, in the spelling in which it was given. */
  String tell(SettingProblem problem) {
    return settings.containsKey(problem.name())
        ? SETTING.matcher(problem.toString()).replaceAll(found -> flagOf(found.group(1)))
        : problem.toString();
  }

  private static String settingOf(String flag) {
    return Settings.PREFIX + flag.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private static String flagOf(String name) {
    return "--" + name.replace('_', '-').toLowerCase(Locale.ROOT);
  }
}
