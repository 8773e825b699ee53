package cloud.olympus.webhooks.lane;

import java.time.Duration;

/** Why a delivery of an active subscription is held, as it is kept with it. */
public final class HoldReason {

  /** An operator's switch is on. */
  public static final String KILL_SWITCH = "kill_switch";

  /** The circuit of its endpoint is open. */
  public static final String CIRCUIT_OPEN = "circuit_open";

  /** How often a lane asks whether an operator's switch still stops it. */
  public static final Duration SWITCH_POLL = Duration.ofMinutes(5);

  private HoldReason() {}
}
