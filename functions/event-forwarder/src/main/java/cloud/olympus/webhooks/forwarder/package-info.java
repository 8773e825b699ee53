/**
 * event-forwarder: what the bus, the wake-ups and the scheduler call.
 *
 * <p>Alone, in the module's folder after {@code mvn package}: {@code java -jar
 * target/java-function-invoker.jar --classpath 'target/lib/*:target/classes' --target
 * cloud.olympus.webhooks.forwarder.EventForwarder --port 8080}, then {@code curl
 * localhost:8080/health}.
 */
@NullMarked
package cloud.olympus.webhooks.forwarder;

import org.jspecify.annotations.NullMarked;
