"""Subscribes a URL of its own and verifies what arrives with the library "standardwebhooks".

Usage: receiver.py API SECONDS TYPE...   with the token in the environment variable TOKEN.
Prints "listening", then a line for each request. Ends with 0 once an event of each type has arrived and verified, with 1
where one does not verify or a type is missing when the time is over.
"""

import http.server
import json
import os
import sys
import time
import urllib.request

from standardwebhooks import Webhook, WebhookVerificationError

api, seconds, wanted = sys.argv[1], float(sys.argv[2]), set(sys.argv[3:])
seen: set[str] = set()
refused: list[str] = []


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            event = Webhook(secret).verify(body, dict(self.headers))
        except WebhookVerificationError as e:
            refused.append(str(e))
            print("NOT verified:", e, flush=True)
            self.answer(400)
        else:
            seen.add(event["type"])
            print("verified:", event["type"], event["id"], flush=True)
            self.answer(204)

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.end_headers()

    def log_message(self, *ignored: object) -> None:
        pass


server = http.server.HTTPServer(("localhost", 0), Receiver)
form = {"url": f"http://localhost:{server.server_port}/ci", "events": sorted(wanted), "description": "CI"}
request = urllib.request.Request(
    api + "/v1/webhooks",
    json.dumps(form).encode(),
    {"Authorization": "Bearer " + os.environ["TOKEN"], "Content-Type": "application/json"},
)
with urllib.request.urlopen(request, timeout=10) as reply:
    secret = json.load(reply)["secret"]
print("listening", flush=True)

end = time.monotonic() + seconds
while wanted - seen and not refused and time.monotonic() < end:
    server.timeout = max(0.0, end - time.monotonic())
    server.handle_request()
server.server_close()
missing = wanted - seen
if missing:
    print("missing:", *sorted(missing), flush=True)
sys.exit(1 if missing or refused else 0)
