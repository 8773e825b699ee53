package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.testkit.contract.Ports;
import com.google.cloud.firestore.Firestore;
import java.security.SecureRandom;

/** The three ports on one database. */
final class FirestorePorts {

  private FirestorePorts() {}

  static Ports of(Firestore firestore) {
    var random = new SecureRandom();
    return new Ports(
        new FirestoreEventLog(firestore, random),
        new FirestoreDeliveries(firestore, random),
        new FirestoreLanes(firestore, random));
  }
}
