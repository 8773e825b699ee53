package cloud.olympus.webhooks.web;

import java.time.Instant;
import java.util.Set;

/**
 * Who calls, as its token proves.
 *
 * @param subject the token's {@code sub}
 * @param tenantId the tenant whose data it sees
 * @param permissions what it may do, see {@link Permissions}
 * @param sources the event sources that it may publish for
 * @param expiresAt from when on it proves nothing
 */
public record Principal(
    String subject,
    String tenantId,
    Set<String> permissions,
    Set<String> sources,
    Instant expiresAt) {

  public Principal {
    permissions = Set.copyOf(permissions);
    sources = Set.copyOf(sources);
  }

  /** Whether it may do this; an operator may do everything. */
  public boolean has(String permission) {
    return permissions.contains(permission) || isOperator();
  }

  /** Whether it may act for every tenant. */
  public boolean isOperator() {
    return permissions.contains(Permissions.OPERATOR);
  }

  /**
   * Ends the request of a principal who may not do this.
   *
   * @throws ProblemException 403 naming the permission (RFC 6750, section 3.1)
   */
  public void require(String permission) {
    if (!has(permission)) {
      throw ProblemException.of(
              Problem.FORBIDDEN
                  .withDetail("This needs the permission " + permission + ".")
                  .with("permission", permission))
          .withHeader(
              "WWW-Authenticate",
              "Bearer error=\"insufficient_scope\", scope=\"" + permission + "\"");
    }
  }
}
