package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.payment.Owner;
import cloud.olympus.webhooks.payment.PaymentAccounts;
import cloud.olympus.webhooks.payment.PaymentOwners;
import com.google.cloud.firestore.DocumentReference;
import com.google.cloud.firestore.Firestore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** {@link PaymentAccounts} and {@link PaymentOwners} on Firestore. */
public final class FirestorePayments {

  private static final long SCHEMA_VERSION = 1;
  private static final Duration REMEMBERED = Duration.ofDays(400);

  private FirestorePayments() {}

  /** The map of accounts. */
  public static PaymentAccounts accounts(Firestore firestore, RandomGenerator random) {
    return new Accounts(firestore, new Calls(random));
  }

  /** The memory of payments. */
  public static PaymentOwners owners(Firestore firestore, RandomGenerator random) {
    return new Owners(firestore, new Calls(random));
  }

  private static Optional<Owner> find(DocumentReference reference) {
    var read = Calls.await(reference.get());
    return read.exists() ? Optional.of(owner(Fields.of(read))) : Optional.empty();
  }

  private static Owner owner(Fields fields) {
    return new Owner(fields.text("tenant"), fields.optionalText("location").orElse(null));
  }

  private static Map<String, Object> fields(Owner owner) {
    Map<String, Object> fields = new HashMap<>();
    fields.put("schema_version", SCHEMA_VERSION);
    fields.put("tenant", owner.tenantId());
    fields.put("location", owner.locationId());
    return fields;
  }

  private record Accounts(Firestore firestore, Calls calls) implements PaymentAccounts {

    @Override
    public Optional<Owner> find(String account) {
      return FirestorePayments.find(reference(account));
    }

    @Override
    public void put(String account, Owner owner) {
      calls.settle(
          _ -> {
            var batch = firestore.batch().set(reference(account), fields(owner));
            return Calls.commit(batch).map(_ -> true);
          });
    }

    @Override
    public boolean delete(String account) {
      return calls.settle(
          number -> {
            var read = Calls.await(reference(account).get());
            if (!read.exists()) {
              // In a later turn it may have been an earlier one of ours that deleted it.
              return Optional.of(number > 0);
            }
            var batch = firestore.batch().delete(read.getReference(), Calls.unchanged(read));
            return Calls.commit(batch).map(_ -> true);
          });
    }

    private DocumentReference reference(String account) {
      return firestore.collection("stripe_accounts").document(account);
    }
  }

  private record Owners(Firestore firestore, Calls calls) implements PaymentOwners {

    @Override
    public Optional<Owner> find(String paymentId) {
      return FirestorePayments.find(reference(paymentId));
    }

    @Override
    public void remember(String paymentId, Owner owner, Instant now) {
      var fields = fields(owner);
      fields.put("expire_at", Fields.timestamp(now.plus(REMEMBERED)));
      calls.settle(
          _ -> {
            var batch = firestore.batch().create(reference(paymentId), fields);
            return Calls.commit(batch).isPresent() || find(paymentId).isPresent()
                ? Optional.of(true)
                : Optional.empty();
          });
    }

    private DocumentReference reference(String paymentId) {
      return firestore.collection("stripe_payments").document(paymentId);
    }
  }
}
