package cloud.olympus.webhooks.web;

/** Finds out who calls. Thread-safe. */
@FunctionalInterface
public interface Authenticator {
  /**
   * Who calls.
   *
   * @throws ProblemException 401 if the call does not prove it, 503 if that cannot be told now
   */
  Principal authenticate(Call call);
}
