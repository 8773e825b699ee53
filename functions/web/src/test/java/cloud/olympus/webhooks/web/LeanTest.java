package cloud.olympus.webhooks.web;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LeanTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("cloud.olympus.webhooks.web");

  @Test
  void functionsWithoutTokensLoadNothingOfThem() {
    var rule =
        noClasses()
            .that()
            .resideOutsideOfPackage("cloud.olympus.webhooks.web.auth")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.nimbusds..", "cloud.olympus.webhooks.web.auth")
            .because("stripe-webhook starts without them");

    assertDoesNotThrow(() -> rule.check(CLASSES));
  }

  @Test
  void logsAndSettingsStandAlone() {
    var rule =
        noClasses()
            .that()
            .resideInAnyPackage(
                "cloud.olympus.webhooks.web.log", "cloud.olympus.webhooks.web.settings")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("cloud.olympus.webhooks.web", "com.google.cloud.functions..");

    assertDoesNotThrow(() -> rule.check(CLASSES));
  }
}
