package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.signing.TenantKeySet;
import cloud.olympus.webhooks.signing.TenantKeys;
import com.google.cloud.firestore.DocumentSnapshot;
import com.google.cloud.firestore.FieldPath;
import com.google.cloud.firestore.Firestore;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The keys of tenants on Firestore, one document each. */
public final class FirestoreTenantKeys implements TenantKeys {

  private final Firestore firestore;
  private final Calls calls;

  /**
   * Keys of a database.
   *
   * @param random names writes; thread-safe
   */
  public FirestoreTenantKeys(Firestore firestore, RandomGenerator random) {
    this.firestore = firestore;
    this.calls = new Calls(random);
  }

  @Override
  public Optional<TenantKeySet> find(String handle) {
    return stored(read(handle)).map(TenantKeysDocument::set);
  }

  @Override
  public Optional<TenantKeySet> replace(TenantKeySet changed) {
    var wanted = new TenantKeysDocument(changed.withVersion(changed.version() + 1), calls.nonce());
    boolean replaced =
        calls.settle(
            _ -> {
              var read = read(changed.handle());
              var there = stored(read);
              if (there.isPresent() && there.get().writer().equals(wanted.writer())) {
                return Optional.of(true);
              }
              long version = there.map(document -> document.set().version()).orElse(0L);
              if (version != changed.version()) {
                return Optional.of(false);
              }
              var batch = firestore.batch();
              Calls.write(batch, read, wanted.fields());
              return Calls.commit(batch).map(_ -> true);
            });
    return replaced ? Optional.of(wanted.set()) : Optional.empty();
  }

  @Override
  public List<TenantKeySet> first(int limit) {
    var query = TenantKeysDocument.collection(firestore).orderBy(FieldPath.documentId());
    return Calls.await(query.limit(limit).get()).getDocuments().stream()
        .map(document -> TenantKeysDocument.of(document).set())
        .toList();
  }

  private DocumentSnapshot read(String handle) {
    return Calls.await(TenantKeysDocument.collection(firestore).document(handle).get());
  }

  private static Optional<TenantKeysDocument> stored(DocumentSnapshot read) {
    return read.exists() ? Optional.of(TenantKeysDocument.of(read)) : Optional.empty();
  }
}
