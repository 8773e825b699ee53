package cloud.olympus.webhooks.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.payment.Owner;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StripeAccountsTest {

  private static final String PATH = "/v1/stripe-accounts/acct_1032D82eZvKYlo2C";

  private final TestApi api = new TestApi();
  private final TestApi.Caller operator = api.operator();

  @Test
  void anAccountIsMappedReadReplacedAndForgotten() throws Exception {
    assertEquals(404, operator.get(PATH).status());

    var created = operator.put(PATH, "{'tenant_id':'trattoria','location_id':'loc_1'}");
    assertEquals(201, created.status());
    assertEquals(created.json(), operator.get(PATH).json());
    assertEquals(
        Optional.of(new Owner("trattoria", "loc_1")), api.accounts.find("acct_1032D82eZvKYlo2C"));

    var replaced = operator.put(PATH, "{'tenant_id':'pizzeria'}");
    assertEquals(200, replaced.status());
    assertEquals(
        TestApi.parse("{'id':'acct_1032D82eZvKYlo2C','tenant_id':'pizzeria'}"), replaced.json());

    assertEquals(204, operator.delete(PATH, "*").status());
    assertEquals(404, operator.delete(PATH, "*").status());
    assertEquals(404, operator.get(PATH).status());
  }

  @Test
  void tenantsMayNotLookOrTouch() throws Exception {
    var tenant = api.tenant("trattoria");

    assertEquals(403, tenant.get(PATH).status());
    assertEquals(403, tenant.put(PATH, "{'tenant_id':'trattoria'}").status());
    assertEquals(403, tenant.delete(PATH, "*").status());
    assertTrue(api.accounts.find("acct_1032D82eZvKYlo2C").isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "acct_1  | {}                                     | tenant_id required",
        "acct_1  | {'tenant_id':'a.b'}                    | tenant_id invalid",
        "acct_1  | {'tenant_id':7}                        | tenant_id wrong_type",
        "acct_1  | {'tenant_id':'t','location_id':''}     | location_id invalid",
        "acct_1  | {'tenant_id':'t','owner':'x'}          | owner unknown",
        "ca_1    | {'tenant_id':'t'}                      | acct invalid",
        "acct_   | {'tenant_id':'t'}                      | acct invalid",
        "acct_%2e| {'tenant_id':'t'}                      | acct invalid",
      })
  void aWrongFieldIsNamed(String account, String body, String error) throws Exception {
    var response = operator.put("/v1/stripe-accounts/" + account, body);

    assertEquals(400, response.status());
    assertEquals(List.of(error), TestApi.errors(response));
  }
}
