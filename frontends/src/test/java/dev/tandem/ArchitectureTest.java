package dev.tandem;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.Predefined;
import com.tngtech.archunit.lang.ArchRule;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The arrows between the packages of the frontends, and what each may reach outside of them. */
class ArchitectureTest {
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(
              "dev.tandem.grpc",
              "dev.tandem.http",
              "dev.tandem.json",
              "dev.tandem.kserve",
              "dev.tandem.ops",
              "dev.tandem.server",
              "dev.tandem.status",
              "dev.tandem.tfserving");
  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(Predefined.ONLY_INCLUDE_TESTS)
          .importPackages(
              "dev.tandem.doors",
              "dev.tandem.golden",
              "dev.tandem.json",
              "dev.tandem.kserve",
              "dev.tandem.ops",
              "dev.tandem.server",
              "dev.tandem.tfserving");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.tandem.(**)").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void theDialectsDoNotKnowEachOther() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.tandem.kserve..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.tandem.tfserving.."));
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.tandem.tfserving..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.tandem.kserve.."));
  }

  @Test
  void jsonStandsAlone() {
    check(
        classes()
            .that()
            .resideInAPackage("dev.tandem.json")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.tandem.json", "java..", "org.jspecify.."));
  }

  @Test
  void wireAndStatusKnowNoTransport() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "dev.tandem.kserve.wire",
                "dev.tandem.tfserving.wire",
                "dev.tandem.tfserving.json",
                "dev.tandem.status")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..", "io.grpc.stub..", "io.grpc.netty.."));
  }

  @Test
  void onlyTheServerSeesWhatIsBehindTheDoorOfTheEngine() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.tandem.server")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "dev.tandem.engine",
                "dev.tandem.engine.schedule",
                "dev.tandem.engine.backend..",
                "dev.tandem.engine.repository"));
  }

  @Test
  void onlyTheServerReadsSettingsOfTheProcess() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.tandem.server")
            .should()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class));
  }

  @Test
  void nothingSleeps() {
    ArchRule rule =
        noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(TimeUnit.class, "sleep", long.class);
    rule.check(MAIN);
    rule.check(TESTS);
  }

  @Test
  void onlyThePackageOfThePbtxtBringsConfigurationsToTheKServeDoors() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.tandem.kserve..")
            .should()
            .dependOnClassesThat(
                JavaClass.Predicates.resideInAPackage("dev.tandem.engine.repository..")
                    .and(
                        JavaClass.Predicates.resideOutsideOfPackage(
                            "dev.tandem.engine.repository.pbtxt"))));
  }

  private static void check(ArchRule rule) {
    rule.check(MAIN);
  }
}
