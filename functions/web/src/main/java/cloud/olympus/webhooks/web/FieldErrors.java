package cloud.olympus.webhooks.web;

import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong with a request, so that one answer names it all. Not thread-safe. */
public final class FieldErrors {
  private final List<FieldError> errors = new ArrayList<>();

  /** Notes one more thing that is wrong. */
  public void add(String field, String code, String message) {
    errors.add(new FieldError(field, code, message));
  }

  /** Whether anything is wrong so far. */
  public boolean any() {
    return !errors.isEmpty();
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
