package cloud.olympus.webhooks.simulation;

import cloud.olympus.webhooks.event.Budget;
import cloud.olympus.webhooks.event.EventLog;
import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.lane.EndpointState;
import cloud.olympus.webhooks.lane.LaneKey;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A port of one process on the store that all share: at every call others may run, or it fails. */
final class Faults implements InvocationHandler {

  private final World world;
  private final Instance instance;
  private final Object real;

  Faults(World world, Instance instance, Object real) {
    this.world = world;
    this.instance = instance;
    this.real = real;
  }

  /** What goes wrong, before the call has its effect or after it. */
  enum Fault {
    REFUSED(false),
    ANSWER_LOST(true),
    SLOW_BEFORE(false),
    SLOW_AFTER(true),
    CRASH_BEFORE(false),
    CRASH_AFTER(true),
    FREEZE_BEFORE(false),
    FREEZE_AFTER(true);

    private final boolean after;

    Fault(boolean after) {
      this.after = after;
    }

    private boolean refuses() {
      return this == REFUSED || this == ANSWER_LOST;
    }
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getName().equals("stay")) {
      return answer(method, arguments); // known without the store
    }
    instance.check();
    world.baton.step();
    var fault = world.nextFault();
    world.did(method.getName());
    if (fault != null && fault.refuses()) {
      note(method, arguments);
    }
    if (fault != null && !fault.after) {
      strike(fault, method, arguments);
    }
    if (world.isSlow()) {
      slow(method, arguments);
    }
    if (real instanceof EventLog && method.getName().equals("get") && world.mishap(10)) {
      // Between the permit of a request and the request.
      slow(method, arguments);
    }
    if (isDenied(method)) {
      world.saw(State.UNAVAILABLE);
      throw new Unavailable("denied");
    }
    var before =
        method.getName().equals("report")
            ? world.lanes.state((LaneKey) Objects.requireNonNull(arguments)[0]).endpoint()
            : null;
    Object answer = answer(method, arguments);
    if (before != null && arguments != null) {
      var call = Objects.requireNonNull(world.baton.call());
      var after = (EndpointState) Objects.requireNonNull(answer);
      world.traffic.told(call, (LaneKey) arguments[0], before, after);
    }
    world.trace(
        () ->
            "%s %s(%s) = %s%s"
                .formatted(
                    instance,
                    method.getName(),
                    Arrays.toString(arguments),
                    answer,
                    fault == null ? "" : ", " + fault));
    world.observer.answered(method.getName(), arguments, answer);
    if (looks(method, arguments) && (fault == null || !fault.refuses())) {
      Objects.requireNonNull(world.baton.call()).look();
    }
    if (fault != null && fault.after) {
      strike(fault, method, arguments);
    }
    return answer;
  }

  /** What is not answered must be told of, or asked again. */
  private void note(Method method, Object @Nullable [] arguments) {
    var call = Objects.requireNonNull(world.baton.call());
    switch (method.getName()) {
      case "publish" -> {
        // Nobody hears of an endpoint at once where the bus does not take the notice.
      }
      case "ready" -> call.missLook();
      case "flag" -> {
        // A pass takes away only what is left over: the next event tries again.
        if (!call.isDirect() || Objects.requireNonNull(arguments)[1] != null) {
          call.refuse();
        }
      }
      default -> call.refuse();
    }
  }

  /** Whether somebody looks for what is due in a lane, or will: it wakes again. */
  private static boolean looks(Method method, Object @Nullable [] arguments) {
    return switch (method.getName()) {
      case "ready", "nextDue" -> true;
      case "park" -> Objects.requireNonNull(arguments)[1] != null;
      default -> false;
    };
  }

  /** What follows from an attempt is refused more often than the rest, since it is rare. */
  private boolean isDenied(Method method) {
    boolean update = method.getName().equals("update");
    if (!(update || method.getName().equals("publish")) || !world.mishap(10)) {
      return false;
    }
    if (update) {
      Objects.requireNonNull(world.baton.call()).refuse();
    }
    return true;
  }

  private @Nullable Object answer(Method method, Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private void strike(Fault fault, Method method, Object @Nullable [] arguments) {
    switch (fault) {
      case REFUSED -> {
        world.saw(State.UNAVAILABLE);
        throw new Unavailable("refused");
      }
      case ANSWER_LOST -> {
        world.saw(State.ANSWER_LOST);
        throw new Unavailable("the answer was lost");
      }
      case SLOW_BEFORE, SLOW_AFTER -> {
        world.slowDown();
        slow(method, arguments);
      }
      case CRASH_BEFORE, CRASH_AFTER -> crash(method);
      case FREEZE_BEFORE, FREEZE_AFTER -> freeze();
    }
  }

  /** As long as our adapters wait for a store, or what is left to their caller. */
  private void slow(Method method, Object @Nullable [] arguments) {
    world.saw(State.SLOW_STORE);
    var time = Duration.ofMillis(world.random.nextInt(100, 4_000));
    var left = Budget.left(time);
    world.baton.sleep(left);
    if (left.compareTo(time) < 0) {
      world.saw(State.OUT_OF_TIME);
      note(method, arguments);
      if (method.getName().equals("publish")) {
        Objects.requireNonNull(world.baton.call()).refuse();
      }
      throw new Unavailable("too slow for its caller");
    }
  }

  private void crash(Method method) {
    if (method.getName().equals("finish") || method.getName().equals("ready")) {
      world.saw(State.CRASH_IN_A_DRAIN);
      if (!world.observer.restsSince.isEmpty()) {
        world.saw(State.CRASH_WITH_AN_OPEN_CIRCUIT);
      }
    }
    instance.crash();
    throw new Crash();
  }

  private void freeze() {
    instance.freeze(Duration.ofSeconds(world.random.nextInt(5, 90)));
    instance.check();
  }
}
