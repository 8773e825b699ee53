package cloud.olympus.webhooks.local;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import java.util.function.BooleanSupplier;

/** Lets nothing new in while the process stops. */
record Gate(HttpFunction function, BooleanSupplier stopping) implements HttpFunction {

  @Override
  public void service(HttpRequest request, HttpResponse response) throws Exception {
    if (stopping.getAsBoolean()) {
      response.setStatusCode(503);
      response.setContentType("application/problem+json");
      response.appendHeader("Retry-After", "5");
      response.appendHeader("Connection", "close");
      response
          .getWriter()
          .write("{\"type\":\"/problems/unavailable\",\"title\":\"Shutting down\",\"status\":503}");
    } else {
      function.service(request, response);
    }
  }
}
