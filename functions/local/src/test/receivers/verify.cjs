// Verifies requests as a receiver does: v1 with the library "standardwebhooks", which lacks v1a, and v1a with Node's own Ed25519.
//
// Reads {"jwks", "requests": [{"headers", "body" (base64), "secrets"}]} and prints, for each request, whether it is right by
// each secret and by the keys at the URL "jwks", which is all that is known of them.

const crypto = require("node:crypto");
const fs = require("node:fs");
const { Webhook, WebhookVerificationError } = require("standardwebhooks");

function bySecret(request, body, secret) {
  try {
    new Webhook(secret).verify(body, request.headers);
    return true;
  } catch (e) {
    if (e instanceof WebhookVerificationError) return false;
    throw e;
  }
}

async function byKey({ headers }, body, jwks) {
  const ids = (headers["olympus-key-id"] ?? "").split(" ");
  const reply = await fetch(jwks + "?" + new URLSearchParams(ids.map((id) => ["kid", id])));
  const { keys } = await reply.json();
  const tenant = crypto.createHash("sha256").update(headers["olympus-tenant"]).digest("hex").slice(0, 32);
  const signed = Buffer.concat([Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.`), body]);
  const signatures = headers["webhook-signature"].split(" ").map((one) => one.split(","));
  return keys
    .filter((key) => ids.includes(key.kid) && key.kid.split(".")[0] === tenant)
    .map((key) => crypto.createPublicKey({ key, format: "jwk" }))
    .some((key) =>
      signatures.some(
        ([scheme, signature]) => scheme === "v1a" && crypto.verify(null, signed, key, Buffer.from(signature, "base64")),
      ),
    );
}

async function main() {
  const { jwks, requests } = JSON.parse(fs.readFileSync(0, "utf8"));
  const answers = [];
  for (const request of requests) {
    const body = Buffer.from(request.body, "base64");
    answers.push({
      v1: request.secrets.map((secret) => bySecret(request, body, secret)),
      v1a: await byKey(request, body, jwks),
    });
  }
  process.stdout.write(JSON.stringify(answers));
}

main();
