package cloud.olympus.webhooks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the core may know: the JDK and Gson; nothing of Google, Stripe, SQL or HTTP servers. */
final class DependenciesTest {

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("cloud.olympus.webhooks");

  @Test
  void theCoreKnowsTheJdkAndGsonAlone() {
    assertTrue(CORE.size() > 50, "the core was not found");
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "cloud.olympus.webhooks..",
            "java..",
            "javax.crypto..",
            "com.google.gson..",
            "org.jspecify..")
        .check(CORE);
  }

  @Test
  void theCoreKnowsNoSqlAndNoHttpClient() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "java.net.http..", "com.sun..")
        .check(CORE);
  }

  @Test
  void timeAndChanceComeInFromOutside() {
    noClasses()
        .should()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Random.class)
        .check(CORE);
  }

  @Test
  void signaturesKnowNothingOfWhatTheySign() {
    noClasses()
        .that()
        .resideInAPackage("..signing..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..event..", "..delivery..", "..lane..", "..subscription..")
        .check(CORE);
  }
}
