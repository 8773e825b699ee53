package cloud.olympus.webhooks.api;

import static cloud.olympus.webhooks.api.Resource.allowed;

import cloud.olympus.webhooks.payment.Owner;
import cloud.olympus.webhooks.payment.PaymentAccounts;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.FieldErrors;
import cloud.olympus.webhooks.web.Permissions;
import cloud.olympus.webhooks.web.ProblemException;
import cloud.olympus.webhooks.web.Reply;
import cloud.olympus.webhooks.web.Route;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code /v1/stripe-accounts/{acct}}: to which tenant and location a connected account belongs. For
 * operators alone: whoever could set it would get others' payments.
 */
final class StripeAccountsResource implements Resource {

  private static final String PATH = "/v1/stripe-accounts/{acct}";
  private static final Pattern ACCOUNT = Pattern.compile("acct_[A-Za-z0-9]{1,64}");
  private static final int MAX_ID = 128;

  private final PaymentAccounts accounts;

  StripeAccountsResource(PaymentAccounts accounts) {
    this.accounts = accounts;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(PATH, allowed(Permissions.OPERATOR, this::get)),
        Route.put(PATH, allowed(Permissions.OPERATOR, this::put)),
        Route.delete(PATH, allowed(Permissions.OPERATOR, this::delete)));
  }

  private Reply get(Call call) {
    String account = account(call);
    Owner owner = accounts.find(account).orElseThrow(StripeAccountsResource::absent);
    return Reply.json(200, json(account, owner));
  }

  private Reply put(Call call) {
    String account = account(call);
    var errors = new FieldErrors();
    var members = new Members(call.json(), Set.of("tenant_id", "location_id"), errors);
    Optional<String> tenantId = members.required("tenant_id", MAX_ID);
    Optional<String> locationId = members.text("location_id", MAX_ID);
    Names.check("tenant_id", tenantId, errors);
    Names.check("location_id", locationId, errors);
    errors.throwIfAny();
    var owner = new Owner(tenantId.orElseThrow(), locationId.orElse(null));
    boolean known = accounts.find(account).isPresent();
    accounts.put(account, owner);
    return Reply.json(known ? 200 : 201, json(account, owner));
  }

  private Reply delete(Call call) {
    if (!accounts.delete(account(call))) {
      throw absent();
    }
    return Reply.noContent();
  }

  private static String account(Call call) {
    String account = call.variable("acct");
    if (!ACCOUNT.matcher(account).matches()) {
      throw ProblemException.invalid(
          "acct", "invalid", "This must be a Stripe account's id: acct_ and letters and digits.");
    }
    return account;
  }

  private static ProblemException absent() {
    return ProblemException.notFound("This account is not mapped to a tenant.");
  }

  private static JsonObject json(String account, Owner owner) {
    var json = new JsonObject();
    json.addProperty("id", account);
    json.addProperty("tenant_id", owner.tenantId());
    if (owner.locationId() != null) {
      json.addProperty("location_id", owner.locationId());
    }
    return json;
  }
}
