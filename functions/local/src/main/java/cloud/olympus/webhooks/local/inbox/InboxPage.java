package cloud.olympus.webhooks.local.inbox;

import java.util.List;

/** The inbox for people. */
final class InboxPage {

  private static final String HEAD =
      """
      <!doctype html><html lang="en"><meta charset="utf-8"><title>Inbox</title>
      <meta http-equiv="refresh" content="2"><meta name="viewport" content="width=device-width">
      <style>
      body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:62rem;padding:0 1rem;color:#1c2530}
      article{border:1px solid #d5dbe1;border-radius:8px;padding:.8rem 1rem;margin:0 0 1rem}
      h2{font-size:1rem;margin:0 0 .4rem}pre{overflow:auto;background:#f4f6f8;padding:.6rem;border-radius:6px;margin:.4rem 0 0}
      .good{color:#11713b}.bad{color:#b3261e}small{color:#5b6774}
      </style>
      <h1>Inbox</h1>
      """;

  private InboxPage() {}

  static String of(List<Arrival> arrivals, long total) {
    var page = new StringBuilder(HEAD);
    page.append("<p>").append(total).append(" received, newest first.</p>");
    if (arrivals.isEmpty()) {
      page.append(
          "<p>Subscribe <code>/dev/inbox/{any name}</code> on this server, then publish an event.</p>");
    }
    for (var arrival : arrivals) {
      page.append("<article><h2>#").append(arrival.number()).append(' ');
      page.append(escaped(arrival.headers().getOrDefault("olympus-event-type", "no event type")));
      page.append(
          arrival.verified()
              ? " <span class=good>✓ signature verified</span>"
              : " <span class=bad>✗ signature not verified</span>");
      page.append("</h2><small>").append(arrival.at()).append(" · ");
      page.append(escaped(arrival.inbox())).append(" · answered ");
      page.append(arrival.answered() == 0 ? "nothing" : Integer.toString(arrival.answered()));
      page.append("</small><pre>")
          .append(escaped(arrival.body()))
          .append("</pre><details><summary>headers</summary><pre>");
      arrival
          .headers()
          .forEach((name, value) -> page.append(escaped(name + ": " + value)).append('\n'));
      page.append("</pre></details></article>\n");
    }
    return page.append("</html>").toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
