package dev.tandem.engine;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.Predefined;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between the packages of the engine, and what each may reach outside of it. */
class ArchitectureTest {
  private static final String ENGINE = "dev.tandem.engine";
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ENGINE);
  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(Predefined.ONLY_INCLUDE_TESTS)
          .importPackages(ENGINE);
  private static final DescribedPredicate<JavaAccess<?>> SLEEP =
      member(Set.of("java.lang.Thread.sleep", "java.util.concurrent.TimeUnit.sleep"));
  private static final DescribedPredicate<JavaAccess<?>> PROCESS_SETTINGS =
      member(
          Set.of(
              "java.lang.System.getenv",
              "java.lang.System.getProperty",
              "java.lang.System.getProperties",
              "java.lang.Boolean.getBoolean",
              "java.lang.Integer.getInteger",
              "java.lang.Long.getLong"));

  @ParameterizedTest
  @CsvSource({
    "tensor, ''",
    "model, tensor",
    "stats, tensor model",
    "api, tensor model stats",
    "backend, tensor model api",
    "backend.identity, tensor model api backend",
    "backend.onnx, tensor model api backend gpu backend.onnx.provider",
    "backend.onnx.provider, tensor model api",
    "resource, model",
    "gpu, ''",
    "schedule, tensor model stats api backend resource",
    "repository.pbtxt, tensor model",
    "warmup, tensor model stats api backend schedule",
    "ensemble, tensor model stats api schedule resource",
    "cache, tensor stats api schedule",
    "repository, tensor model stats api backend cache schedule warmup ensemble resource repository.pbtxt",
  })
  void arrowsGoDownOnly(String from, String to) {
    String[] allowed =
        Stream.concat(Stream.of(from), Stream.of(to.split(" ", -1)).filter(name -> !name.isEmpty()))
            .map(name -> ENGINE + "." + name)
            .toArray(String[]::new);

    classes()
        .that()
        .resideInAPackage(ENGINE + "." + from)
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackage(ENGINE + "..").or(resideInAnyPackage(allowed)))
        .check(MAIN);
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching(ENGINE + ".(**)").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void onlyOneBackendKnowsOnnxRuntime() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ENGINE + ".backend.onnx..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.onnxruntime..")
        .check(MAIN);
  }

  @Test
  void onlyWhatAsksForGpusCallsNativeFunctionsByName() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ENGINE + ".gpu")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.jna..")
        .check(MAIN);
  }

  @Test
  void onlyTheReaderOfConfigurationsKnowsMessages() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ENGINE + ".repository.pbtxt")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.tandem.proto..").or(resideInAPackage("com.google.protobuf..")))
        .check(MAIN);
  }

  @Test
  void nothingKnowsOfNetworkOrJson() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.vertx..", "io.grpc..", "io.netty..", "com.fasterxml..", "com.google.gson..")
        .check(MAIN);
  }

  @Test
  void nothingReadsTheSettingsOfTheProcess() {
    noClasses().should().accessTargetWhere(PROCESS_SETTINGS).check(MAIN);
  }

  @Test
  void nothingSleepsButTheBackendThatIsAskedTo() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ENGINE + ".backend.identity")
        .should()
        .accessTargetWhere(SLEEP)
        .check(MAIN);
  }

  @Test
  void noTestSleeps() {
    noClasses().should().accessTargetWhere(SLEEP).check(TESTS);
  }

  private static DescribedPredicate<JavaAccess<?>> member(Set<String> names) {
    return describe(
        "target is one of " + names,
        access -> names.contains(access.getTarget().getOwner().getName() + "." + access.getName()));
  }
}
