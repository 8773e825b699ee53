package cloud.olympus.webhooks.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import java.util.Map;
import org.junit.jupiter.api.function.Executable;

/** Calls without a route around them. */
final class Calls {
  private Calls() {}

  static Call of(InMemoryRequest request) {
    return new Call(request, request.getPath(), Map.of(), Route.DEFAULT_BODY_LIMIT);
  }

  static Call withHeader(String name, String... values) {
    var request = InMemoryRequest.post("/");
    for (String value : values) {
      request.header(name, value);
    }
    return of(request);
  }

  static Call withQuery(String query) {
    return of(InMemoryRequest.get("/").query(query));
  }

  static ProblemException assertProblem(int status, Executable refused) {
    var exception = assertThrows(ProblemException.class, refused);
    assertEquals(status, exception.problem().status());
    return exception;
  }
}
