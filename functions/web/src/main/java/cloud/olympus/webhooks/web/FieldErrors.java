package cloud.olympus.webhooks.web;

import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong with a request, so that one answer names it all. Not thread-safe. */
public final class FieldErrors {
  private static final int NAMED = 5;

  private final List<FieldError> errors = new ArrayList<>();

  /** Notes one more thing that is wrong. */
  public void add(String field, String code, String message) {
    errors.add(new FieldError(field, code, message));
  }

  /** Whether anything is wrong so far. */
  public boolean any() {
    return !errors.isEmpty();
  }

  /** The first in full, and which other fields are wrong: for who reads only one line. */
  static String inShort(List<FieldError> errors) {
    FieldError first = errors.getFirst();
    String text = first.field() + ": " + first.message();
    List<String> others =
        errors.stream()
            .map(FieldError::field)
            .distinct()
            .filter(field -> !field.equals(first.field()))
            .toList();
    if (others.isEmpty()) {
      return text;
    }
    String names = String.join(", ", others.subList(0, Math.min(NAMED, others.size())));
    return text + " " + others.size() + " more: " + names + (others.size() > NAMED ? ", …" : ".");
  }

  /**
   * Ends the request if anything is wrong.
   *
   * @throws ProblemException 400 with all that was noted
   */
  public void throwIfAny() {
    if (any()) {
      throw ProblemException.invalid(errors);
    }
  }
}
