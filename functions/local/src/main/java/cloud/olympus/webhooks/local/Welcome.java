package cloud.olympus.webhooks.local;

/** What a newcomer needs next, as the process starts. */
final class Welcome {

  private Welcome() {}

  static String text(LocalPlatform platform, LocalSettings settings) {
    String url = "http://localhost:" + platform.port();
    return """

        Olympus Webhooks is ready: %1$s
          data             %2$s
          inbox            %1$s/dev/inbox (a receiver of our own)
          stripe secret    %3$s
          tenant           %4$s
        %5$s
        A token that may do everything for 30 days, then three lines to paste:

        export TOKEN=%6$s

        curl -sS %1$s/v1/webhooks -H "Authorization: Bearer $TOKEN" --json '{"url":"%1$s/dev/inbox/first","events":["*"]}'

        curl -sS %1$s/v1/events -H "Authorization: Bearer $TOKEN" --json '{"type":"order.created","timestamp":"2026-02-19T15:30:00Z","data":{"id":"order-1","total":2500}}'

        curl -sS %1$s/dev/inbox

        """
        .formatted(
            url,
            settings.dataDir().toAbsolutePath().normalize(),
            settings.stripeSecrets().isEmpty() ? platform.stripeSecret().reveal() : "as given",
            DevelopmentKeys.TENANT,
            settings.allowLoopback()
                ? "  DEVELOPMENT      webhooks may go to this machine, over plain http; --allow-loopback=false forbids it\n"
                : "",
            platform.token());
  }
}
