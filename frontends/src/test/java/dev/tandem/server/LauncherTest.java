package dev.tandem.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs bin/tandem with a Java that only prints what it is given, one argument a line. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
class LauncherTest {
  private static final Path SCRIPT = Path.of("src/main/dist/bin/tandem");
  private static final int EXIT_CODE_OF_JAVA = 7;

  private Path home;
  private Path jdk;

  private record Outcome(int exitCode, List<String> lines) {}

  @BeforeEach
  void layOut(@TempDir Path folder) throws IOException {
    home = folder.toRealPath().resolve("a home");
    jdk = folder.toRealPath().resolve("a jdk");
    Files.createDirectories(home.resolve("lib"));
    writeScript(home.resolve("bin/tandem"), Files.readString(SCRIPT));
    writeScript(
        jdk.resolve("bin/java"),
        "#!/bin/sh\nprintf '%s\\n' \"$@\"\nexit " + EXIT_CODE_OF_JAVA + "\n");
    useJava("17.0.15");
  }

  private static void writeScript(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void useJava(String version) throws IOException {
    Files.writeString(
        jdk.resolve("release"),
        "A=\"b\"\nJAVA_VERSION=\"" + version + "\"\nJAVA_VERSION_DATE=\"d\"\n");
  }

  private Outcome run(Path script, Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    List<String> command = Stream.concat(Stream.of(script.toString()), Stream.of(args)).toList();
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("TANDEM_JAVA_OPTS");
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
    return new Outcome(process.waitFor(), lines);
  }

  private Outcome run(String... args) throws IOException, InterruptedException {
    return run(home.resolve("bin/tandem"), Map.of(), args);
  }

  @Test
  void handsItsArgumentsToTheProgramAndItsExitCodeBack() throws Exception {
    Outcome outcome = run("serve", "--id=two words", "");
    assertThat(outcome.exitCode()).isEqualTo(EXIT_CODE_OF_JAVA);
    assertThat(outcome.lines())
        .containsSubsequence(
            "-cp",
            home + "/lib/tandem.jar",
            "dev.tandem.server.Main",
            "serve",
            "--id=two words",
            "");
  }

  @Test
  void findsItsHomeThroughLinks() throws Exception {
    Path first = Files.createSymbolicLink(home.resolve("first"), Path.of("bin/tandem"));
    Path second = Files.createSymbolicLink(jdk.resolve("second"), first);
    assertThat(run(second, Map.of()).lines()).contains(home + "/lib/tandem.jar");
  }

  @ParameterizedTest
  @CsvSource({"17, false", "22.0.2, false", "23-ea, true", "25.0.3, true"})
  void silencesWhatNewerJvmsWarnAbout(String version, boolean expected) throws Exception {
    useJava(version);
    assertThat(run().lines().contains("--sun-misc-unsafe-memory-access=allow")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"16.0.2", "11", "1.8.0_392"})
  void refusesAnOldJava(String version) throws Exception {
    useJava(version);
    assertThat(run())
        .isEqualTo(
            new Outcome(
                1,
                List.of(
                    "tandem: Java 17 or newer is needed, but " + jdk + "/bin/java is " + version)));
  }

  @Test
  void asksAJavaThatHasNoReleaseFile() throws Exception {
    Files.delete(jdk.resolve("release"));
    writeScript(
        jdk.resolve("bin/java"), "#!/bin/sh\necho 'openjdk version \"9.0.4\" 2018-01-16' >&2\n");
    assertThat(run().lines()).singleElement().asString().endsWith("/bin/java is 9.0.4");
  }

  @Test
  void saysThatJavaHomeIsWrong() throws Exception {
    assertThat(run(home.resolve("bin/tandem"), Map.of("JAVA_HOME", "/nowhere")))
        .isEqualTo(
            new Outcome(
                1, List.of("tandem: JAVA_HOME is /nowhere, but /nowhere/bin/java is not there")));
  }

  @Test
  void flagsOfTheUserComeLast() throws Exception {
    Outcome outcome =
        run(home.resolve("bin/tandem"), Map.of("TANDEM_JAVA_OPTS", "-Xmx1g -Dfile.encoding=X"));
    assertThat(outcome.lines())
        .containsSubsequence("-Dfile.encoding=UTF-8", "-Xmx1g", "-Dfile.encoding=X", "-cp");
  }

  @Test
  void collectorOfTheUserReplacesOurs() throws Exception {
    assertThat(run().lines()).contains("-XX:+UseParallelGC");
    assertThat(run(home.resolve("bin/tandem"), Map.of("TANDEM_JAVA_OPTS", "-XX:+UseZGC")).lines())
        .contains("-XX:+UseZGC")
        .doesNotContain("-XX:+UseParallelGC");
  }

  @Test
  void youngGenerationOfTheUserReplacesOurs() throws Exception {
    assertThat(run().lines())
        .filteredOn(line -> line.startsWith("-Xmn"))
        .singleElement()
        .asString()
        .matches("-Xmn[1-9][0-9]*m");
    assertThat(run(home.resolve("bin/tandem"), Map.of("TANDEM_JAVA_OPTS", "-Xmn1g")).lines())
        .filteredOn(line -> line.startsWith("-Xmn"))
        .containsExactly("-Xmn1g");
  }

  @Test
  void usesTheClassArchiveIfItIsThere() throws Exception {
    String flag = "-XX:SharedArchiveFile=" + home + "/lib/tandem.jsa";
    assertThat(run().lines()).doesNotContain(flag);
    Files.createFile(home.resolve("lib/tandem.jsa"));
    assertThat(run().lines()).contains(flag);
  }
}
