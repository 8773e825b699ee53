package cloud.olympus.webhooks.web;

/** Answers the calls of one route. Called by many threads at once. */
@FunctionalInterface
public interface Handler {
  /**
   * Answers a call. What it throws becomes a problem: a {@link ProblemException} its own, {@link
   * cloud.olympus.webhooks.event.Unavailable} a 503 with {@code Retry-After}, anything else a 500
   * that tells the caller nothing but an incident's id.
   */
  Reply handle(Call call) throws Exception;
}
