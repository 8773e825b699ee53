package cloud.olympus.webhooks.emulated;

import cloud.olympus.webhooks.testkit.FunctionZip;
import cloud.olympus.webhooks.testkit.InvokerProcess.Version;
import java.nio.file.Path;

/**
 * What the functions are started from.
 *
 * @param functions the folder of that name of a checkout that is built
 * @param invoker that they run under
 */
record Release(Path functions, Version invoker) {

  /** This one. */
  static Release current(Version invoker) {
    return new Release(FunctionZip.FUNCTIONS, invoker);
  }

  /** Of another checkout. */
  static Release of(Path checkout, Version invoker) {
    return new Release(checkout.resolve("functions"), invoker);
  }

  /** What is deployed of a function. */
  FunctionZip zip(Deployed function) {
    return FunctionZip.in(functions, function.artifact());
  }
}
