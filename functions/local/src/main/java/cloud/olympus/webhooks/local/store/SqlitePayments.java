package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.payment.Owner;
import cloud.olympus.webhooks.payment.PaymentAccounts;
import cloud.olympus.webhooks.payment.PaymentOwners;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** {@link PaymentAccounts} and {@link PaymentOwners} on the embedded store. */
public final class SqlitePayments {

  private static final Duration REMEMBERED = Duration.ofDays(400);

  private SqlitePayments() {}

  /** The map of accounts. */
  public static PaymentAccounts accounts(Database database) {
    return new Accounts(database);
  }

  /** The memory of payments. */
  public static PaymentOwners owners(Database database) {
    return new Owners(database);
  }

  private static Owner owner(ResultSet row) throws SQLException {
    return new Owner(row.getString("tenant"), row.getString("location"));
  }

  private record Accounts(Database database) implements PaymentAccounts {

    @Override
    public Optional<Owner> find(String account) {
      return database.read(
          s ->
              s.first(
                  SqlitePayments::owner,
                  "SELECT tenant, location FROM payment_accounts WHERE account = ?",
                  account));
    }

    @Override
    public void put(String account, Owner owner) {
      database.write(
          s ->
              s.update(
                  "INSERT OR REPLACE INTO payment_accounts (account, tenant, location) VALUES (?, ?, ?)",
                  account,
                  owner.tenantId(),
                  owner.locationId()));
    }

    @Override
    public boolean delete(String account) {
      return database.write(
              s -> s.update("DELETE FROM payment_accounts WHERE account = ?", account))
          == 1;
    }
  }

  private record Owners(Database database) implements PaymentOwners {

    @Override
    public Optional<Owner> find(String paymentId) {
      return database.read(
          s ->
              s.first(
                  SqlitePayments::owner,
                  "SELECT tenant, location FROM payment_owners WHERE payment = ?",
                  paymentId));
    }

    @Override
    public void remember(String paymentId, Owner owner, Instant now) {
      database.write(
          s ->
              s.update(
                  "INSERT INTO payment_owners (payment, tenant, location, expires_at)"
                      + " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                  paymentId,
                  owner.tenantId(),
                  owner.locationId(),
                  now.plus(REMEMBERED).toEpochMilli()));
    }
  }
}
