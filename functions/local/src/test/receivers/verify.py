"""Verifies requests as a receiver does: v1 with the library "standardwebhooks", which lacks v1a, and v1a with "cryptography".

Reads {"jwks", "requests": [{"headers", "body" (base64), "secrets"}]} and prints, for each request, whether it is right by each
secret and by the keys at the URL "jwks", which is all that is known of them.
"""

import base64
import hashlib
import json
import sys
import urllib.parse
import urllib.request

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks import Webhook, WebhookVerificationError


def by_secret(request: dict, body: bytes, secret: str) -> bool:
    try:
        Webhook(secret).verify(body, request["headers"])
        return True
    except WebhookVerificationError:
        return False


def by_key(request: dict, body: bytes, jwks: str) -> bool:
    headers = request["headers"]
    ids = headers.get("olympus-key-id", "").split()
    with urllib.request.urlopen(jwks + "?" + urllib.parse.urlencode([("kid", i) for i in ids]), timeout=10) as reply:
        keys = json.load(reply)["keys"]
    tenant = hashlib.sha256(headers["olympus-tenant"].encode()).hexdigest()[:32]
    signed = f'{headers["webhook-id"]}.{headers["webhook-timestamp"]}.'.encode() + body
    for key in keys:
        if key["kid"] in ids and key["kid"].split(".")[0] == tenant:
            public = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(key["x"] + "="))
            for scheme, _, signature in (one.partition(",") for one in headers["webhook-signature"].split()):
                if scheme == "v1a":
                    try:
                        public.verify(base64.b64decode(signature), signed)
                        return True
                    except InvalidSignature:
                        pass
    return False


given = json.load(sys.stdin)
answers = []
for request in given["requests"]:
    body = base64.b64decode(request["body"])
    answers.append(
        {
            "v1": [by_secret(request, body, secret) for secret in request["secrets"]],
            "v1a": by_key(request, body, given["jwks"]),
        }
    )
json.dump(answers, sys.stdout)
