package cloud.olympus.webhooks.payment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnroutedPaymentJsonTest {

  private static final String LEAST =
      "\"id\":\"stripe_evt_1\",\"type\":\"payment.captured\",\"source\":\"stripe\","
          + "\"timestamp\":\"2026-02-19T15:30:00Z\",\"data\":{}";

  @Test
  void whatIsWrittenIsReadBackEqual() {
    var full =
        new UnroutedPayment(
            "stripe_evt_1",
            "payment.dispute.created",
            "stripe",
            "2026-02-19T15:30:00Z",
            "{\"z\":9007199254740993,\"a\":1.10,\"s\":\"<é€\u2028>\",\"n\":null}",
            true,
            "acct_1",
            "pi_1",
            "tenant-1",
            "location-1");
    var least =
        new UnroutedPayment(
            "stripe_evt_1",
            "payment.captured",
            "stripe",
            "2026-02-19T15:30:00Z",
            "{}",
            false,
            null,
            null,
            null,
            null);

    assertEquals(full, accepted(UnroutedPaymentJson.write(full)));
    assertEquals(least, accepted(UnroutedPaymentJson.write(least)));
    assertEquals('{' + LEAST + '}', UnroutedPaymentJson.write(least));
  }

  @Test
  void aFieldOfANewerReleaseIsIgnored() {
    assertEquals("stripe_evt_1", accepted("{" + LEAST + ",\"more\":[1]}").eventId());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "not_json | ",
        "not_json | {",
        "not_json | {'id':1}",
        "not_json | {LEAST}x",
        "not_an_object | []",
        "not_an_object | null",
        "not_an_object | 1",
        "invalid_field | {}",
        "invalid_field | {LEAST,\"account\":1}",
        "invalid_field | {LEAST,\"account\":\"\"}",
        "invalid_field | {LEAST,\"account\":\"a.b\"}",
        "invalid_field | {LEAST,\"payment_id\":{}}",
        "invalid_field | {LEAST,\"claimed_tenant_id\":\"\"}",
        "invalid_field | {LEAST,\"test\":\"true\"}",
        "duplicate_key | {LEAST,\"id\":\"stripe_evt_2\"}",
        "duplicate_key | {LEAST,\"x\":{\"a\":1,\"a\":2}}",
        "not_json | {LEAST,\"x\":\"\\ud800\"}",
      })
  void whatIsNoUnroutedPaymentIsRefusedWithAReason(String reason, String json) {
    String text = json == null ? "" : json.replace("LEAST", LEAST);

    assertEquals(reason, refused(text.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({
    "id,stripe_evt_1,a.b",
    "type,payment.captured,a..b",
    "source,\"stripe\",\"Stripe\"",
    "timestamp,2026-02-19T15:30:00Z,yesterday",
    "data,{},[]"
  })
  void eachRequiredFieldIsChecked(String field, String good, String bad) {
    String json = "{" + LEAST + "}";

    assertEquals("invalid_field", refused(json.replace(good, bad).getBytes(UTF_8)), field);
    assertEquals(
        "invalid_field",
        refused(json.replace("\"" + field + "\"", "\"other\"").getBytes(UTF_8)),
        field);
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    assertEquals("not_utf8", refused("{\"é\":1}".getBytes(ISO_8859_1)));
    assertEquals("not_json", refused(("\ufeff{" + LEAST + "}").getBytes(UTF_8)));
    assertEquals("too_large", refused(new byte[UnroutedPaymentJson.MAX_BYTES + 1]));
    assertEquals(
        "too_deep",
        refused(
            ("{" + LEAST + ",\"x\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}")
                .getBytes(UTF_8)));
  }

  private static UnroutedPayment accepted(String json) {
    return assertInstanceOf(
            UnroutedReading.Accepted.class, UnroutedPaymentJson.read(json.getBytes(UTF_8)))
        .payment();
  }

  private static String refused(byte[] json) {
    return assertInstanceOf(UnroutedReading.Malformed.class, UnroutedPaymentJson.read(json))
        .reason();
  }
}
