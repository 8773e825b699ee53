package cloud.olympus.webhooks.api;

import java.util.List;

/**
 * Every route that asks for a token, what it asks for, and how it is called.
 *
 * @param permission empty where any token will do
 * @param template with {@code {id}} where it names something of a tenant
 * @param body for methods that take one
 */
record ApiRoutes(String permission, String method, String template, String body) {

  static final List<ApiRoutes> ALL =
      List.of(
          new ApiRoutes("webhooks:write", "POST", "/v1/webhooks", TestApi.HOOK),
          new ApiRoutes("webhooks:read", "GET", "/v1/webhooks", ""),
          new ApiRoutes("webhooks:read", "GET", "/v1/webhooks/{id}", ""),
          new ApiRoutes("webhooks:write", "PATCH", "/v1/webhooks/{id}", "{}"),
          new ApiRoutes("webhooks:write", "DELETE", "/v1/webhooks/{id}", ""),
          new ApiRoutes("secrets:read", "GET", "/v1/webhooks/{id}/secret", ""),
          new ApiRoutes("webhooks:write", "POST", "/v1/webhooks/{id}/secret/rotate", "{}"),
          new ApiRoutes("webhooks:write", "POST", "/v1/webhooks/{id}/secret/rollback", "{}"),
          new ApiRoutes("webhooks:read", "GET", "/v1/signing-keys", ""),
          new ApiRoutes("webhooks:write", "POST", "/v1/signing-keys/rotate", "{}"),
          new ApiRoutes("webhooks:write", "POST", "/v1/webhooks/{id}/test", "{}"),
          new ApiRoutes("webhooks:read", "GET", "/v1/webhooks/{id}/deliveries", ""),
          new ApiRoutes("webhooks:read", "GET", "/v1/deliveries/{dlv}", ""),
          new ApiRoutes("webhooks:write", "POST", "/v1/deliveries/{dlv}/skip", ""),
          new ApiRoutes(
              "events:publish",
              "POST",
              "/v1/events",
              "{\"type\":\"order.created\",\"timestamp\":\"2026-02-19T15:30:00Z\",\"data\":{}}"),
          new ApiRoutes("events:read", "GET", "/v1/events", ""),
          new ApiRoutes("events:read", "GET", "/v1/events/{evt}", ""),
          new ApiRoutes("", "GET", "/v1/event-types", ""),
          new ApiRoutes("", "GET", "/v1/event-types/olympus/order.created", ""),
          new ApiRoutes("events:read", "GET", "/v1/dead-letters", ""),
          new ApiRoutes("operator:*", "GET", "/v1/stripe-accounts/acct_1", ""),
          new ApiRoutes("operator:*", "PUT", "/v1/stripe-accounts/acct_1", "{\"tenant_id\":\"t\"}"),
          new ApiRoutes("operator:*", "DELETE", "/v1/stripe-accounts/acct_1", ""),
          new ApiRoutes("operator:*", "GET", "/v1/operator/kill-switch", ""),
          new ApiRoutes("operator:*", "PUT", "/v1/operator/kill-switch", "{\"reason\":\"r\"}"),
          new ApiRoutes("operator:*", "DELETE", "/v1/operator/kill-switch", ""));

  static List<ApiRoutes> all() {
    return ALL;
  }

  /** Those that name something of a tenant. */
  static List<ApiRoutes> ofOneThing() {
    return ALL.stream().filter(route -> route.template.contains("{")).toList();
  }

  /** Those that take a body. */
  static List<ApiRoutes> withBody() {
    return ALL.stream().filter(route -> !route.body.isEmpty()).toList();
  }

  String path(String webhook, String delivery, String event) {
    return template.replace("{id}", webhook).replace("{dlv}", delivery).replace("{evt}", event);
  }
}
