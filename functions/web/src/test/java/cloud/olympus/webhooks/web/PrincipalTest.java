package cloud.olympus.webhooks.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PrincipalTest {
  @Test
  void permissionsAreRequiredByNameAndAnOperatorHasThemAll() {
    var reader = new Principal("u", "t", Set.of(Permissions.WEBHOOKS_READ), Set.of(), Instant.MAX);
    var operator = new Principal("u", "t", Set.of(Permissions.OPERATOR), Set.of(), Instant.MAX);

    reader.require(Permissions.WEBHOOKS_READ);
    operator.require(Permissions.SECRETS_READ);
    assertTrue(operator.isOperator());
    assertFalse(reader.has("webhooks:*"));
    var refused =
        assertThrows(ProblemException.class, () -> reader.require(Permissions.WEBHOOKS_WRITE));
    assertEquals(403, refused.problem().status());
    assertEquals("This needs the permission webhooks:write.", refused.problem().detail());
    assertEquals(
        "Bearer error=\"insufficient_scope\", scope=\"webhooks:write\"",
        refused.headers().get("WWW-Authenticate"));
  }
}
