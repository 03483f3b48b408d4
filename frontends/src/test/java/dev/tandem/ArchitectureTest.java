package dev.tandem;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.Predefined;
import com.tngtech.archunit.lang.ArchRule;
import dev.tandem.engine.repository.pbtxt.ConfigProto;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between the packages of the frontends, and what each may reach outside of them. */
class ArchitectureTest {
  private static final JavaClasses MAIN = imported(Predefined.DO_NOT_INCLUDE_TESTS);
  private static final JavaClasses TESTS = imported(Predefined.ONLY_INCLUDE_TESTS);

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.tandem.(**)").should().beFreeOfCycles().check(MAIN);
  }

  @ParameterizedTest
  @CsvSource({"kserve, tfserving", "tfserving, kserve"})
  void theDialectsDoNotKnowEachOther(String one, String other) {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.tandem." + one + "..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.tandem." + other + ".."));
  }

  @Test
  void nothingKnowsTheServerThatWiresIt() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.tandem.server")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.tandem.server"));
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
  void theWireFormatStandsOnBytesAlone() {
    check(
        classes()
            .that()
            .resideInAPackage("dev.tandem.protobuf")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "dev.tandem.protobuf", "dev.tandem.engine.tensor", "java..", "org.jspecify.."));
  }

  @Test
  void theCacheOfSeveralServersStandsOnTheEnginesCacheAlone() {
    check(
        classes()
            .that()
            .resideInAPackage("dev.tandem.redis")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "dev.tandem.redis",
                "dev.tandem.engine.cache",
                "dev.tandem.engine.tensor",
                "io.vertx.core..",
                "io.vertx.redis..",
                "org.slf4j..",
                "java..",
                "org.jspecify.."));
  }

  @Test
  void wireAndStatusKnowNothingOfATransportButItsCodes() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "dev.tandem..wire",
                "dev.tandem.tfserving.json",
                "dev.tandem.tfserving.feature",
                "dev.tandem.tfserving.example",
                "dev.tandem.tfserving.inference",
                "dev.tandem.status")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("io.vertx..", "io.netty..", "io.grpc..")
                    .and(
                        describe(
                            "are no gRPC status",
                            type -> !type.getName().startsWith("io.grpc.Status")))));
  }

  @Test
  void onlyTheServerSeesWhatIsBehindTheDoorOfTheEngine() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.tandem.server")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(
                        "dev.tandem.engine",
                        "dev.tandem.engine.schedule..",
                        "dev.tandem.engine.backend..",
                        "dev.tandem.engine.repository..")
                    .and(
                        describe(
                            "are not the message of a configuration",
                            type -> !type.isEquivalentTo(ConfigProto.class)))));
  }

  @Test
  void onlyTheDoorsOfTritonShowConfigurations() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.tandem.kserve..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.tandem.engine.repository.pbtxt")));
  }

  @Test
  void onlyTheServerReadsTheSettingsOfTheProcess() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.tandem.server")
            .should()
            .accessTargetWhere(
                member(
                    Set.of(
                        "java.lang.System.getenv",
                        "java.lang.System.getProperty",
                        "java.lang.System.getProperties",
                        "java.lang.Boolean.getBoolean",
                        "java.lang.Integer.getInteger",
                        "java.lang.Long.getLong"))));
  }

  @Test
  void nothingSleeps() {
    ArchRule rule =
        noClasses()
            .should()
            .accessTargetWhere(
                member(Set.of("java.lang.Thread.sleep", "java.util.concurrent.TimeUnit.sleep")));
    rule.check(MAIN);
    rule.check(TESTS);
  }

  private static JavaClasses imported(ImportOption which) {
    return new ClassFileImporter()
        .withImportOption(which)
        .withImportOption(location -> !location.contains("/dev/tandem/engine/"))
        .withImportOption(location -> !location.contains("/dev/tandem/proto/"))
        .importPackages("dev.tandem");
  }

  private static DescribedPredicate<JavaAccess<?>> member(Set<String> names) {
    return describe(
        "target is one of " + names,
        access -> names.contains(access.getTarget().getOwner().getName() + "." + access.getName()));
  }

  private static void check(ArchRule rule) {
    rule.check(MAIN);
  }
}
