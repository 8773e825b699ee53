package cloud.olympus.webhooks.googlecloud.firestore;

/**
 * What an event is billed for, as {@link CostOfAnEventIT} counts it and {@link CostPageTest}
 * reckons with it.
 *
 * @param reads of documents
 * @param writes of documents
 * @param documents that are made, each of which is deleted by its time to live
 * @param wakeUps that are created, and come
 */
record Operations(int reads, int writes, int documents, int wakeUps) {

  /** An event that every endpoint takes at once. */
  static final Operations EVENT = new Operations(1, 2, 1, 0);

  /** What one of a location costs more where many of a tenant's subscriptions are bound to some. */
  static final Operations LOCATION = new Operations(1, 0, 0, 0);

  /** What one costs more that is signed by its tenant's key, where none was a second before. */
  static final Operations TENANT_KEYS = new Operations(1, 0, 0, 0);

  /** What an instance that works costs more each second: what operators have stopped. */
  static final Operations SWITCHES = new Operations(1, 0, 0, 0);

  /** What a delivery costs more that fails once and then succeeds. */
  static final Operations RETRY = new Operations(11, 5, 1, 1);

  /** What each retry costs after the first. */
  static final Operations FURTHER_RETRY = new Operations(9, 3, 0, 1);

  Operations plus(Operations other) {
    return new Operations(
        reads + other.reads,
        writes + other.writes,
        documents + other.documents,
        wakeUps + other.wakeUps);
  }
}
