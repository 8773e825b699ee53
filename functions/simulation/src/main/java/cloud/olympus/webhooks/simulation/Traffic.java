package cloud.olympus.webhooks.simulation;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Attempt;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.Failure;
import cloud.olympus.webhooks.delivery.Fairway;
import cloud.olympus.webhooks.lane.EndpointState;
import cloud.olympus.webhooks.lane.LaneKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** By which road each process sends to each endpoint, how many requests at once, and how soon. */
final class Traffic {

  /** The most requests of a process to an endpoint at once where any of them is direct. */
  static final int AT_ONCE = 4;

  /** The most direct ones: one place is the lane's. */
  static final int DIRECT = AT_ONCE - 1;

  /** So many quick answers by its lane bring an endpoint back on the direct road. */
  private static final int RECOVERY = 5;

  /** After so long one request may see whether a slow endpoint has become quick. */
  private static final Duration TRIED_AFTER = Duration.ofSeconds(30);

  /** The shortest rest of an endpoint that asks for less. */
  private static final Duration REST = Duration.ofSeconds(5);

  /** What fails so soon after another says nothing new. */
  private static final Duration NOTED = Duration.ofSeconds(1);

  /** So long who fails is at least served by its lane alone. */
  private static final Duration WATCHED = Duration.ofDays(30);

  private final World world;
  private final Map<LaneKey, List<Trip>> trips = new HashMap<>();
  private final Map<Road, Known> roads = new HashMap<>();
  private final Map<LaneKey, Call> tests = new HashMap<>();
  private int ended;
  private int noted;

  Traffic(World world) {
    this.world = world;
  }

  /** From a process to an endpoint. */
  private record Road(Instance from, LaneKey to) {}

  /** What a process must know of an endpoint by the answers that it got. */
  private static final class Known {
    private int quickOnesMissing;
    private Instant slowSince = Instant.MIN;

    boolean wasSlow() {
      return slowSince.isAfter(Instant.MIN);
    }
  }

  /** All that were sent to an endpoint. */
  List<Trip> to(LaneKey endpoint) {
    return trips.getOrDefault(endpoint, List.of());
  }

  /**
   * A request goes out.
   *
   * @param at when its attempt began
   */
  Trip begin(Call call, DeliveryId id, Instant at) {
    var endpoint = id.lane();
    boolean open = world.lanes.state(endpoint).endpoint().open();
    Instant since = world.observer.restsSince.get(endpoint);
    boolean known = !open || (since != null && since.isBefore(call.begun));
    var trip = new Trip(call, id, at, open, known);
    world.punctuality.worked(call);
    if (!call.isDisturbed()) {
      if (call.isDirect()) {
        checkDirect(trip);
      } else {
        checkLane(trip);
      }
    }
    trips.computeIfAbsent(endpoint, _ -> new ArrayList<>()).add(trip);
    return trip;
  }

  /**
   * A request that no delivery waits for, to an endpoint whose lane keeps its limits: its lane
   * sends nothing meanwhile.
   */
  boolean test(Call call, LaneKey endpoint, BooleanSupplier permit) {
    call.check();
    boolean sent = world.limits.write(endpoint, permit);
    if (sent && world.operators.rules(endpoint).needLane() && !call.isDisturbed()) {
      if (open(endpoint, _ -> true).findAny().isPresent()) {
        throw new AssertionError("out of turn, while its lane sends: " + endpoint);
      }
      tests.put(endpoint, call);
    }
    world.baton.sleep(world.seconds(1, 8));
    tests.remove(endpoint, call);
    return sent;
  }

  private boolean isUnderTest(LaneKey endpoint) {
    var test = tests.get(endpoint);
    return test != null && !test.instance.isDead() && !test.isDisturbed();
  }

  private void checkDirect(Trip trip) {
    var call = trip.call;
    var endpoint = trip.delivery.lane();
    require(
        !world.operators.rules(endpoint).needLane() && !world.order.isKept(trip.delivery),
        "direct, though its lane alone may send",
        trip);
    var open = open(endpoint, one -> one.isDirect() && one.call.instance == call.instance).toList();
    require(open.size() < DIRECT, "too many direct ones at once", trip);
    require(
        open.stream().noneMatch(one -> !one.at.plus(Fairway.SLOW).isAfter(call.begun)),
        "direct, though an answer is late",
        trip);
    if (open.size() == DIRECT - 1) {
      world.saw(State.DIRECT_ROAD_FULL);
    }
    long all = open(endpoint, one -> one.call.instance == call.instance).count();
    // Its lane may have taken more since it has its own place.
    long before =
        open(endpoint, one -> one.call.instance == call.instance && one.at.isBefore(call.begun))
            .count();
    require(before < AT_ONCE, "direct, though all places are taken", trip);
    if (all >= AT_ONCE - 1 && all > open.size()) {
      world.saw(State.ROADS_SHARE_PLACES);
    }
    var known = known(trip);
    // Where nothing went wrong in between a process knows an answer as soon as it is there.
    boolean tried = open.isEmpty() && !known.slowSince.plus(TRIED_AFTER).isAfter(trip.at);
    require(
        !world.calm
            || known.quickOnesMissing == 0
            || !known.slowSince.isBefore(call.begun)
            || tried,
        "direct to a slow endpoint",
        trip);
    if (known.quickOnesMissing > 0 && tried) {
      world.saw(State.SLOW_ONE_TRIED);
    }
    if (known.wasSlow() && known.quickOnesMissing == 0) {
      world.saw(State.BACK_ON_THE_DIRECT_ROAD);
    }
    if (world.calm) {
      checkRested(trip);
      Instant failing = world.observer.failingSince.get(endpoint);
      require(
          failing == null
              || !failing.isBefore(call.begun)
              || failing.plus(WATCHED).isBefore(trip.at),
          "direct to one that fails",
          trip);
    }
  }

  /** What asks for less on the direct road gets less there, unless its lane knows better. */
  private void checkRested(Trip trip) {
    var before = to(trip.delivery.lane());
    for (var strained : before) {
      Instant end = strained.end();
      if (strained.isDirect()
          && strained.is(Traffic::asksForLess)
          && end.isBefore(trip.call.begun)
          && end.plus(REST).minus(NOTED).isAfter(trip.at)) {
        require(
            before.stream()
                .anyMatch(
                    one ->
                        !one.isDirect() && !one.end().isBefore(end) && !one.end().isAfter(trip.at)),
            "direct while it rests",
            trip);
      }
    }
  }

  private void checkLane(Trip trip) {
    var endpoint = trip.delivery.lane();
    require(!isUnderTest(endpoint), "by its lane, while it is tested out of turn", trip);
    int cap = world.operators.rules(endpoint).inFlight();
    var open = open(endpoint, one -> one.call == trip.call).toList();
    require(open.size() < cap, "more at once than the cap", trip);
    if (open.size() == cap - 1) {
      world.saw(State.CAP_USED);
    }
    long all = open(endpoint, one -> one.call.instance == trip.call.instance).count();
    require(open.isEmpty() || all < cap, "more at once than the cap, direct ones counted", trip);
    if (world.calm) {
      checkHeeded(trip);
    }
    if (world.calm && isDown(endpoint)) {
      var last = to(endpoint).stream().filter(one -> one.call == trip.call && one.failed());
      var strike = last.map(Trip::end).max(Instant::compareTo);
      require(
          strike.isEmpty() || open.stream().noneMatch(one -> one.at.isAfter(strike.get())),
          "two at once to one that is down",
          trip);
      require(
          to(endpoint).stream()
              .noneMatch(
                  one ->
                      !one.isDirect()
                          && one.is(Traffic::asksForLess)
                          && one.end().isBefore(trip.at)
                          && one.end().plus(REST).isAfter(trip.at)),
          "sent while it rests",
          trip);
    }
  }

  /** Who asks to be left alone for a while is, unless it took what was sent after that. */
  private void checkHeeded(Trip trip) {
    var endpoint = trip.delivery.lane();
    if (world.operators.healed.contains(endpoint) || world.observer.opened.contains(endpoint)) {
      return;
    }
    var before = to(endpoint);
    for (var one : before) {
      if (one.call == trip.call
          && one.hasEnded()
          && one.end().isBefore(trip.at)
          && one.asked().isAfter(trip.at)) {
        require(
            before.stream()
                .anyMatch(later -> later.is(Attempt::succeeded) && !later.at.isBefore(one.end())),
            "sent though it asked for a rest",
            trip);
      }
    }
  }

  /**
   * What a pass has told of an endpoint: once a second while it rests, and at once that it asks for
   * a longer rest.
   */
  void told(Call call, LaneKey endpoint, EndpointState before, EndpointState after) {
    var made = to(endpoint).stream().filter(one -> one.call == call && one.hasEnded()).findFirst();
    if (!call.isDirect() || made.isEmpty()) {
      return;
    }
    Instant end = made.get().end();
    Instant last = before.lastFailure();
    Instant rest = before.restUntil();
    boolean noted = last != null && before.restsAt(end) && end.isBefore(last.plus(NOTED));
    boolean longer = rest != null && made.get().asked().isAfter(rest);
    require(after.equals(before) == (noted && !longer), "told too often, or not", made.get());
  }

  /** Whether it has answered nothing yet but what shows that it is down. */
  private boolean isDown(LaneKey endpoint) {
    return to(endpoint).stream().allMatch(one -> !one.hasEnded() || one.is(Attempt::showsDown));
  }

  private static boolean asksForLess(Attempt attempt) {
    return switch (attempt.answer()) {
      case Answer.Failed failed -> failed.failure() == Failure.TIMEOUT;
      case Answer.Answered answered -> answered.status() == 429 || answered.status() == 503;
    };
  }

  private Stream<Trip> open(LaneKey endpoint, Predicate<Trip> which) {
    return to(endpoint).stream().filter(Trip::isOpen).filter(which);
  }

  private Known known(Trip trip) {
    return roads.computeIfAbsent(
        new Road(trip.call.instance, trip.delivery.lane()), _ -> new Known());
  }

  /** What is sent by its lane to an open circuit is a probe: where it fails it costs no step. */
  void checkProbe(DeliveryId id, Attempt attempt) {
    var made =
        to(id.lane()).stream().filter(one -> one.is(id) && one.at.equals(attempt.at())).findFirst();
    made.ifPresent(
        trip -> {
          boolean failed = attempt.showsDown() || attempt.failedByUs();
          require(
              !trip.known || attempt.probe() == (trip.probe && failed), "a probe or none", trip);
        });
  }

  /** An attempt was put on record. */
  void noted() {
    noted++;
  }

  /** When all is at rest. */
  void check() {
    if (world.calm && noted != ended) {
      throw new AssertionError(ended + " attempts, on record " + noted);
    }
  }

  /** Its process has the answer. */
  void end(Trip trip, Answer answer) {
    ended++;
    trip.end(answer);
    if (trip.call.isDisturbed()) {
      return;
    }
    var known = known(trip);
    if (answer.took().compareTo(Fairway.SLOW) >= 0) {
      known.quickOnesMissing = RECOVERY;
      known.slowSince = world.baton.instant();
    } else if (known.quickOnesMissing > 0) {
      known.quickOnesMissing--;
    }
  }

  private void require(boolean fine, String otherwise, Trip trip) {
    if (!fine) {
      throw new AssertionError(otherwise + ": " + trip.delivery);
    }
  }
}
