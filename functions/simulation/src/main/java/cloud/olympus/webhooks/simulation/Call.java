package cloud.olympus.webhooks.simulation;

import java.time.Instant;

/** A call of one process, with everything that it set going. */
final class Call {
  final Instance instance;
  final Instant begun;
  private final boolean direct;
  private boolean disturbed;
  private boolean refused;
  private boolean blind;
  private boolean troubled;
  private boolean sweeps;
  private boolean holdsLane;

  /**
   * A call.
   *
   * @param direct whether what it sends goes the direct road, and not by a lane
   */
  Call(Instance instance, boolean direct, Instant begun) {
    this.instance = instance;
    this.direct = direct;
    this.begun = begun;
  }

  boolean isDirect() {
    return direct;
  }

  /** It wakes what is overdue. */
  void sweep() {
    sweeps = true;
  }

  boolean isSweep() {
    return sweeps;
  }

  /** A store has not answered it. */
  void refuse() {
    refused = true;
    troubled = true;
  }

  /** A store has not answered what it looked for. */
  void missLook() {
    blind = true;
    troubled = true;
  }

  /** It has looked again: what it missed is no secret. */
  void look() {
    blind = false;
  }

  /** Whether a store did not answer it, whether or not it has told so. */
  boolean wasTroubled() {
    return troubled;
  }

  /** It has told so. */
  void admit() {
    refused = false;
  }

  boolean wasRefused() {
    return refused || blind;
  }

  /** It has got the lease of a lane. */
  void hold() {
    holdsLane = true;
  }

  boolean hasHeld() {
    return holdsLane;
  }

  /** Comes back when the process runs, if it lives. */
  void check() {
    instance.check();
  }

  /** The process stood still during it, so what it holds may long be another's. */
  void disturb() {
    disturbed = true;
  }

  boolean isDisturbed() {
    return disturbed;
  }
}
