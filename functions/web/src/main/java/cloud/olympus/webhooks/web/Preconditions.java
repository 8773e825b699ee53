package cloud.olympus.webhooks.web;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The conditions of a request (RFC 9110, section 13). */
public final class Preconditions {
  private static final Pattern TAG =
      Pattern.compile("\\G[ \\t,]*((?:W/)?\"[\\x21\\x23-\\x7e\\x80-\\xff]*\")[ \\t]*(?:,|$)");

  private Preconditions() {}

  /**
   * Lets a change pass only if the caller has seen the present state.
   *
   * @throws ProblemException 428 without {@code If-Match}, 412 if none of its tags is {@code
   *     current} by strong comparison, 400 if it is malformed
   */
  public static void requireMatch(Call call, EntityTag current) {
    requireStated(call);
    List<String> tags = tags(call, "If-Match");
    if (!tags.contains("*") && !tags.contains(current.toString())) {
      throw ProblemException.of(
              Problem.PRECONDITION_FAILED.withDetail(
                  "It was changed since; read it again and apply your change to that."))
          .withHeader("ETag", current.toString());
    }
  }

  /**
   * Refuses a change that does not say which state it is based on, before anything is read.
   *
   * @throws ProblemException 428 without {@code If-Match}
   */
  public static void requireStated(Call call) {
    if (call.headers("If-Match").isEmpty()) {
      throw ProblemException.of(
          Problem.PRECONDITION_REQUIRED.withDetail(
              "Send If-Match with the ETag of the state that you change, or * for whatever is there."));
    }
  }

  /**
   * Whether {@code If-None-Match} says that the caller has this state already, so that 304 is the
   * answer; by weak comparison.
   *
   * @throws ProblemException 400 if it is malformed
   */
  public static boolean isFresh(Call call, EntityTag current) {
    for (String tag : tags(call, "If-None-Match")) {
      String strong = tag.startsWith("W/") ? tag.substring(2) : tag;
      if (strong.equals("*") || strong.equals(current.toString())) {
        return true;
      }
    }
    return false;
  }

  private static List<String> tags(Call call, String header) {
    List<String> values = call.headers(header);
    if (values.isEmpty()) {
      return List.of();
    }
    String list = String.join(",", values).strip();
    if (list.equals("*")) {
      return List.of("*");
    }
    var tags = new ArrayList<String>();
    Matcher matcher = TAG.matcher(list);
    int end = 0;
    while (end < list.length() && matcher.find()) {
      tags.add(matcher.group(1));
      end = matcher.end();
    }
    if (end < list.length() || tags.isEmpty()) {
      throw ProblemException.invalid(
          header, "malformed", "This must be a list of entity tags in quotes, or *.");
    }
    return tags;
  }
}
