package cloud.olympus.webhooks.local.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A receiver in Java: v1 with the library of Standard Webhooks, which lacks v1a, and v1a with the
 * JDK's own Ed25519. Of the platform it knows the URL of its keys alone, and asks for all of them.
 */
final class JavaReceiver {

  private JavaReceiver() {}

  static JsonArray verify(JsonObject given)
      throws IOException,
          InterruptedException,
          GeneralSecurityException,
          EmptyWebhookSecretException {
    var keys = keys(given.get("jwks").getAsString());
    var answers = new JsonArray();
    for (var element : given.getAsJsonArray("requests")) {
      var request = element.getAsJsonObject();
      var headers = new HashMap<String, String>();
      request
          .getAsJsonObject("headers")
          .entrySet()
          .forEach(header -> headers.put(header.getKey(), header.getValue().getAsString()));
      byte[] body = Base64.getDecoder().decode(request.get("body").getAsString());
      var bySecret = new JsonArray();
      for (var secret : request.getAsJsonArray("secrets")) {
        bySecret.add(isRight(headers, body, secret.getAsString()));
      }
      var answer = new JsonObject();
      answer.add("v1", bySecret);
      answer.addProperty("v1a", isRight(headers, body, keys));
      answers.add(answer);
    }
    return answers;
  }

  private static Map<String, PublicKey> keys(String jwks)
      throws IOException, InterruptedException, GeneralSecurityException {
    var keys = new HashMap<String, PublicKey>();
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(jwks)).build();
      var set = JsonParser.parseString(http.send(request, BodyHandlers.ofString()).body());
      for (var element : set.getAsJsonObject().getAsJsonArray("keys")) {
        var jwk = element.getAsJsonObject();
        var encoded = new ByteArrayOutputStream();
        // RFC 8410: what stands before the 32 bytes of a key.
        encoded.writeBytes(HexFormat.of().parseHex("302a300506032b6570032100"));
        encoded.writeBytes(Base64.getUrlDecoder().decode(jwk.get("x").getAsString()));
        keys.put(
            jwk.get("kid").getAsString(),
            KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(encoded.toByteArray())));
      }
    }
    return keys;
  }

  private static boolean isRight(Map<String, String> headers, byte[] body, String secret)
      throws EmptyWebhookSecretException {
    var lists = new HashMap<String, List<String>>();
    headers.forEach((name, value) -> lists.put(name, List.of(value)));
    try {
      new Webhook(secret).verify(new String(body, UTF_8), HttpHeaders.of(lists, (_, _) -> true));
      return true;
    } catch (WebhookVerificationException e) {
      return false;
    }
  }

  private static boolean isRight(
      Map<String, String> headers, byte[] body, Map<String, PublicKey> keys)
      throws GeneralSecurityException {
    String tenant =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest(headers.getOrDefault("olympus-tenant", "").getBytes(UTF_8)))
            .substring(0, 32);
    String head = headers.get("webhook-id") + '.' + headers.get("webhook-timestamp") + '.';
    for (var id : headers.getOrDefault("olympus-key-id", "").split(" ", -1)) {
      var key = keys.get(id);
      if (key != null && id.startsWith(tenant + '.')) {
        for (var one : headers.getOrDefault("webhook-signature", "").split(" ", -1)) {
          var verifier = Signature.getInstance("Ed25519");
          verifier.initVerify(key);
          verifier.update(head.getBytes(UTF_8));
          verifier.update(body);
          if (one.startsWith("v1a,")
              && verifier.verify(Base64.getDecoder().decode(one.substring(4)))) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
