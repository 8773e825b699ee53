package cloud.olympus.webhooks.web;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The routes by the segments of their paths. A literal segment goes before a variable one, also
 * when it then leads nowhere. Filled by one thread, then only read.
 */
final class RouteTree {

  /** The routes of a path, by method, and what its variables stand for, in order. */
  record Found(SortedMap<String, Leaf> methods, List<String> values) {}

  /** A route, and the names of its variables. */
  record Leaf(Route route, List<String> names) {}

  private final Map<String, RouteTree> literals = new HashMap<>();
  private final SortedMap<String, Leaf> methods = new TreeMap<>();
  private @Nullable RouteTree variable;

  void add(Route route) {
    var names = new ArrayList<String>();
    RouteTree node = this;
    for (String segment : segmentsOf(route.template())) {
      if (segment.startsWith("{")) {
        names.add(segment.substring(1, segment.length() - 1));
        node = node.variableChild();
      } else {
        node = node.literals.computeIfAbsent(segment, s -> new RouteTree());
      }
    }
    if (new HashSet<>(names).size() < names.size()) {
      throw new IllegalArgumentException("a variable twice: " + route.template());
    }
    if (node.methods.putIfAbsent(route.method(), new Leaf(route, List.copyOf(names))) != null) {
      throw new IllegalArgumentException("twice: " + route.method() + " " + route.template());
    }
  }

  @Nullable Found find(List<String> segments) {
    return find(segments, 0, new ArrayList<>());
  }

  private @Nullable Found find(List<String> segments, int depth, List<String> values) {
    if (depth == segments.size()) {
      return methods.isEmpty()
          ? null
          : new Found(Collections.unmodifiableSortedMap(methods), List.copyOf(values));
    }
    String segment = segments.get(depth);
    RouteTree literal = literals.get(segment);
    if (literal != null) {
      Found found = literal.find(segments, depth + 1, values);
      if (found != null) {
        return found;
      }
    }
    if (variable == null || segment.isEmpty()) {
      return null;
    }
    values.add(segment);
    Found found = variable.find(segments, depth + 1, values);
    values.removeLast();
    return found;
  }

  private RouteTree variableChild() {
    if (variable == null) {
      variable = new RouteTree();
    }
    return variable;
  }

  private static List<String> segmentsOf(String template) {
    if (!template.startsWith("/") || (template.length() > 1 && template.endsWith("/"))) {
      throw new IllegalArgumentException("not a path template: " + template);
    }
    if (template.equals("/")) {
      return List.of();
    }
    List<String> segments = List.of(template.substring(1).split("/", -1));
    for (String segment : segments) {
      if (!segment.matches("[^{}/]+|\\{[a-z_]+}")) {
        throw new IllegalArgumentException("not a path template: " + template);
      }
    }
    return segments;
  }
}
