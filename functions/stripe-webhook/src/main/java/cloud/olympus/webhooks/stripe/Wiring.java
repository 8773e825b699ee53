package cloud.olympus.webhooks.stripe;

import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.googlecloud.pubsub.HttpTopics;
import cloud.olympus.webhooks.googlecloud.pubsub.PubSubEventBus;
import cloud.olympus.webhooks.googlecloud.pubsub.PubSubSettings;
import cloud.olympus.webhooks.web.log.Log;
import cloud.olympus.webhooks.web.settings.Settings;
import com.google.cloud.functions.HttpFunction;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;

/** What the function is made of where it runs alone: the bus is Pub/Sub. */
final class Wiring {

  private Wiring() {}

  static HttpFunction assemble(Settings settings, Log log) {
    var stripe = StripeSettings.ask(settings, true, log);
    var pubSub = PubSubSettings.read(settings);
    settings.check();
    var topics = new HttpTopics(pubSub.get());
    topics.prepare();
    var bus = new PubSubEventBus(topics, Catalogue.load());
    var clock = Clock.tickMillis(ZoneOffset.UTC);
    return new StripeWebhook(stripe.get(), bus, clock, new SecureRandom(), log);
  }
}
