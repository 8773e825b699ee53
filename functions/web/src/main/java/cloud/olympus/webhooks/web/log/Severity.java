package cloud.olympus.webhooks.web.log;

/** How much a line matters, by Cloud Logging's names, the least first. */
public enum Severity {
  /** For whoever looks for a fault. */
  DEBUG,
  /** What goes on. */
  INFO,
  /** Normal, and worth knowing: a start, a stop, a change of state. */
  NOTICE,
  /** May become trouble. */
  WARNING,
  /** Something was not done. */
  ERROR,
  /** Nothing is done until somebody acts. */
  CRITICAL
}
