package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.web.Handler;
import cloud.olympus.webhooks.web.Route;
import java.util.List;

/** What can be done with one noun of the API. */
interface Resource {

  List<Route> routes();

  /** A handler for callers who have this permission; others get 403. */
  static Handler allowed(String permission, Handler handler) {
    return call -> {
      call.principal().require(permission);
      return handler.handle(call);
    };
  }
}
