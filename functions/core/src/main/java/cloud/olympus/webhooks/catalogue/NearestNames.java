package cloud.olympus.webhooks.catalogue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The names, and the wildcards over them, that somebody most likely meant: few letters away, or
 * with the asked name for a beginning or an end. Case does not count.
 */
final class NearestNames {

  private static final int MOST = 3;
  private static final int LETTERS_FOR_ONE_SLIP = 4;

  private final Set<String> candidates;
  private final String asked;

  NearestNames(Collection<String> names, String asked) {
    this.asked = asked.toLowerCase(Locale.ROOT);
    this.candidates = new LinkedHashSet<>();
    if (!this.asked.contains("*")) {
      candidates.addAll(names);
    }
    names.forEach(this::addWildcardsOver);
  }

  private void addWildcardsOver(String name) {
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      candidates.add(name.substring(0, dot) + ".*");
    }
  }

  /** At most three, the nearest first; none if nothing is near. */
  List<String> best() {
    if (candidates.contains(asked + ".*")) {
      return List.of(asked + ".*");
    }
    record Ranked(String name, int distance) {}
    int slips = Math.max(2, asked.length() / LETTERS_FOR_ONE_SLIP);
    List<Ranked> near = new ArrayList<>();
    for (String name : candidates) {
      boolean isPart = name.startsWith(asked) || name.endsWith("." + asked);
      int distance = isPart ? 1 : distance(asked, name);
      if (distance <= slips && !asked.isEmpty()) {
        near.add(new Ranked(name, distance));
      }
    }
    if (near.isEmpty()) {
      return sameBeginning();
    }
    int least = near.stream().mapToInt(Ranked::distance).min().orElse(0);
    return near.stream()
        // What is more than one slip further than the nearest was not meant.
        .filter(ranked -> ranked.distance() <= least + 1)
        .sorted(Comparator.comparingInt(Ranked::distance))
        .limit(MOST)
        .map(Ranked::name)
        .toList();
  }

  private List<String> sameBeginning() {
    int dot = asked.indexOf('.');
    String wildcard = dot < 0 ? "" : asked.substring(0, dot) + ".*";
    return candidates.contains(wildcard) ? List.of(wildcard) : List.of();
  }

  /** Levenshtein's: how many letters to insert, delete or change. */
  private static int distance(String from, String to) {
    int[] above = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[to.length() + 1];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int change = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[to.length()];
  }
}
