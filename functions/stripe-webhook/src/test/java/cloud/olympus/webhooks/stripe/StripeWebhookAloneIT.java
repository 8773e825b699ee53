package cloud.olympus.webhooks.stripe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.testkit.FunctionZip;
import cloud.olympus.webhooks.testkit.contract.DeployableContract;
import com.google.gson.JsonParser;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StripeWebhookAloneIT extends DeployableContract {

  StripeWebhookAloneIT() {
    super(
        FunctionZip.of("stripe-webhook"),
        StripeWebhook.class,
        6_000_000,
        Set.of(
            "com/google/cloud/firestore/",
            "com/google/crypto/tink/",
            "com/google/protobuf/",
            "dev/cel/",
            "io/grpc/netty/"));
  }

  @Test
  void withoutSettingsAnEventIsRefusedAsStripeWillRepeatIt() throws Exception {
    try (var alone = start(Map.of())) {
      var health = alone.get("/health");
      var event = alone.post(StripeWebhook.PATH, "{}");

      assertEquals(Set.of("WEBHOOKS_PUBSUB_PROJECT"), settings(health.body()));
      assertEquals(503, event.statusCode());
      assertEquals(settings(health.body()), settings(event.body()));
    }
  }

  @Test
  void wrongAndUnknownSettingsAreNamedAndSecretsAreNotShown() throws Exception {
    var environment =
        Map.of(
            "WEBHOOKS_STRIPE_SIGNING_SECRETS", "whsec_,sk_live_abcdefghijklmnop",
            "WEBHOOKS_STRIPE_LIVE_ONLY", "yes",
            "WEBHOOKS_STRIPE_PASSTHROUGH", "true",
            "WEBHOOKS_PUBSUB_PROJECT", "olympus-test");
    try (var alone = start(environment)) {
      String body = alone.get("/health").body();

      assertEquals(
          Set.of(
              "WEBHOOKS_STRIPE_LIVE_ONLY",
              "WEBHOOKS_STRIPE_PASSTHROUGH",
              "WEBHOOKS_STRIPE_SIGNING_SECRETS"),
          settings(body));
      assertTrue(body.contains("did you mean WEBHOOKS_STRIPE_PASS_THROUGH?"), body);
      assertFalse((body + alone.output()).contains("sk_live_"), alone.output());
    }
  }

  @Test
  void aSignatureThatIsWrongIsRefused() throws Exception {
    var environment =
        Map.of(
            "WEBHOOKS_STRIPE_SIGNING_SECRETS", "whsec_abcdefghijklmnopqrstuvwxyz",
            "WEBHOOKS_PUBSUB_PROJECT", "olympus-test",
            "PUBSUB_EMULATOR_HOST", "127.0.0.1:1");
    try (var alone = start(environment)) {
      assertEquals(400, alone.post(StripeWebhook.PATH, "{}").statusCode());
    }
  }

  @Test
  void itsStartLoadsNothingOfStripesModelNorOfTheStores() throws Exception {
    try (var alone = start(Map.of())) {
      alone.get("/health");

      String classes = alone.classes();

      assertTrue(classes.contains(StripeWebhook.class.getName()), "the log of classes");
      assertFalse(classes.contains("com.stripe.model."));
      assertFalse(classes.contains("com.google.cloud.firestore."));
    }
  }

  private static Set<String> settings(String problem) {
    var names = new TreeSet<String>();
    JsonParser.parseString(problem)
        .getAsJsonObject()
        .getAsJsonArray("settings")
        .forEach(setting -> names.add(setting.getAsJsonObject().get("name").getAsString()));
    return names;
  }
}
