package cloud.olympus.webhooks.web;

/** How many entries a page of a list holds: the query parameter {@code limit}. */
public final class PageLimit {
  /** Without {@code limit}. */
  public static final int DEFAULT = 50;

  /** More is cut down to this, without an error. */
  public static final int MAX = 250;

  private PageLimit() {}

  /**
   * The page size of a call, 1 to {@value #MAX}.
   *
   * @throws ProblemException 400 if {@code limit} is no positive whole number
   */
  public static int of(Call call) {
    return call.query("limit").map(PageLimit::parse).orElse(DEFAULT);
  }

  private static int parse(String text) {
    if (!text.matches("0*[1-9][0-9]*")) {
      throw ProblemException.invalid(
          "limit",
          "out_of_range",
          "This must be a whole number from 1; more than " + MAX + " counts as " + MAX + ".");
    }
    String digits = text.replaceFirst("^0+", "");
    return digits.length() > 3 ? MAX : Math.min(MAX, Integer.parseInt(digits));
  }
}
