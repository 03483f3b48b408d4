package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  private static final String IDENTITY =
      "backend: 'identity' input { name: 'X' data_type: TYPE_FP32 dims: 1 }"
          + " output { name: 'Y' data_type: TYPE_FP32 dims: 1 }";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<ServerOptions> served = new ArrayList<>();

  private int run(Main.Serve serve, String... args) throws InterruptedException {
    return Main.run(args, print(out), print(err), serve);
  }

  private int run(String... args) throws InterruptedException {
    return run(
        options -> {
          served.add(options);
          return 0;
        },
        args);
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void servesWithTheOptionsGiven() throws InterruptedException {
    assertThat(run("serve", "--model-repository=m")).isZero();
    assertThat(served).hasSize(1);
    assertThat(served.get(0).repository().repositories()).containsExactly(Path.of("m"));
    assertThat(text(out) + text(err)).isEmpty();
  }

  @Test
  void returnsTheExitCodeOfServing() throws InterruptedException {
    assertThat(run(options -> 7, "serve", "--model-repository=m")).isEqualTo(7);
  }

  @Test
  void printsUsageWithoutACommand() throws InterruptedException {
    assertThat(run()).isZero();
    assertThat(text(out)).startsWith("Usage: tandem COMMAND").contains("  serve ");
    assertThat(served).isEmpty();
  }

  @Test
  void printsTheVersionOfTheBuild() throws InterruptedException {
    assertThat(run("--version")).isZero();
    assertThat(text(out)).matches("tandem \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
  }

  @Test
  void theDoctorStartsOnnxRuntime() throws InterruptedException {
    assertThat(run("doctor")).isZero();
    assertThat(text(out))
        .startsWith("Tandem ")
        .containsPattern("\\RONNX Runtime \\d+\\.\\d+")
        .contains("CPUExecutionProvider")
        .contains("KIND_CPU   run on the CPU");
    assertThat(served).isEmpty();
  }

  @Test
  void printsItAlsoAmongTheFlagsOfServe() throws InterruptedException {
    assertThat(run("serve", "--version", "--port=1")).isZero();
    assertThat(text(out)).startsWith("tandem ");
    assertThat(served).isEmpty();
  }

  @Test
  void helpListsEveryFlagUnderItsTier() throws InterruptedException {
    assertThat(run("serve", "--help")).isZero();
    assertThat(text(out)).containsSubsequence("Essential:", "Frequent:", "Rare:");
    for (Flag<?> flag : ServeFlags.ALL) {
      assertThat(text(out)).contains("      " + flag.name());
      flag.fallback().ifPresent(fallback -> assertThat(text(out)).contains(fallback + ")"));
    }
    assertThat(text(out))
        .containsSubsequence(
            "Essential:", "--model-repository=", "Frequent:", "--exit-on-error", "Rare:", "--id=");
    assertThat(served).isEmpty();
  }

  @Test
  void explainsAWrongFlagAndWhereToLook() throws InterruptedException {
    assertThat(run("serve", "--model-repositry=m")).isEqualTo(1);
    assertThat(text(err).lines())
        .containsExactly(
            "Error: unknown option '--model-repositry' (did you mean '--model-repository'?)",
            "Run 'tandem --help' or 'tandem COMMAND --help' to see what there is.");
    assertThat(text(out)).isEmpty();
    assertThat(served).isEmpty();
  }

  @Test
  void suggestsTheCommandThatAFlagBelongsTo() throws InterruptedException {
    assertThat(run("--http-prt=1")).isEqualTo(1);
    assertThat(text(err)).contains("'--http-prt' (did you mean 'serve --http-port'?)");
  }

  @Test
  void suggestsTheNearestCommand() throws InterruptedException {
    assertThat(run("server")).isEqualTo(1);
    assertThat(text(err)).contains("unknown command 'server' (did you mean 'serve'?)");
  }

  @Test
  void printsAnExpectedFailureAsItIs() throws InterruptedException {
    Main.Serve busy =
        options -> {
          throw new StartFailure("Socket '0.0.0.0:8000' already in use ", 3);
        };
    assertThat(run(busy, "serve", "--model-repository=m")).isEqualTo(3);
    assertThat(text(err)).isEqualToNormalizingNewlines("Socket '0.0.0.0:8000' already in use \n");
  }

  @Test
  void printsTheTraceOfAnUnexpectedFailure() throws InterruptedException {
    Main.Serve broken =
        options -> {
          throw new IllegalStateException("surprise");
        };
    assertThat(run(broken, "serve", "--model-repository=m")).isEqualTo(1);
    assertThat(text(err))
        .startsWith("error: creating server: Internal - java.lang.IllegalStateException: surprise")
        .contains("at dev.tandem.server.MainTest");
  }

  @Test
  void checksARepositoryWithoutServingIt(@TempDir Path folder) throws Exception {
    Files.createDirectories(folder.resolve("m/007"));
    Files.writeString(folder.resolve("m/config.pbtxt"), "name: 'n' backend: 'identity'");

    assertThat(run("check", folder.toString())).isEqualTo(1);
    assertThat(text(out).lines())
        .containsExactly(
            "m",
            "  - '007' is not a version (expected: a number without leading zeros, of at most 18"
                + " digits); it is left out",
            "  - unexpected directory name 'm' for model 'n', directory name must equal model name",
            "    config.pbtxt should say:",
            "      name: \"m\"",
            "  - at least one version must be available under the version policy of model 'n'",
            "",
            "models checked: 1, with something wrong: 1");
    assertThat(served).isEmpty();
  }

  @Test
  void findsNothingWrongInAGoodRepository(@TempDir Path folder) throws Exception {
    Files.createDirectories(folder.resolve("m/1"));
    Files.writeString(folder.resolve("m/config.pbtxt"), IDENTITY);

    assertThat(run("check", folder.toString())).isZero();
    assertThat(text(out))
        .isEqualToNormalizingNewlines("models checked: 1, with something wrong: 0\n");
  }

  @Test
  void saysThatThereIsNoRepository(@TempDir Path folder) throws Exception {
    Path missing = folder.resolve("missing");

    assertThat(run("check", missing.toString())).isEqualTo(1);
    assertThat(text(out)).contains("'" + missing + "' is not there");
  }

  @Test
  void printsAConfigurationThatSaysTheSameWhenItIsRead(@TempDir Path folder) throws Exception {
    Path config = folder.resolve("m/config.pbtxt");
    Files.createDirectories(folder.resolve("m/1"));
    Files.writeString(config, IDENTITY);

    assertThat(run("config", folder.resolve("m").toString())).isZero();
    String printed = text(out);
    assertThat(printed).contains("name: \"m\"", "dims: [ 1 ]", "instance_group [");
    Files.writeString(config, printed);
    out.reset();
    assertThat(run("config", folder.resolve("m").toString())).isZero();
    assertThat(text(out)).isEqualTo(printed);
  }

  @Test
  void saysWhyThereIsNoConfigurationToPrint(@TempDir Path folder) throws Exception {
    assertThat(run("config", folder.toString(), "--strict-model-config")).isEqualTo(1);
    assertThat(text(err)).contains("has no config.pbtxt, which it needs");
    assertThat(text(out)).isEmpty();
  }

  @Test
  void wantsAFolderToCheck() throws InterruptedException {
    assertThat(run("check")).isEqualTo(1);
    assertThat(text(err)).contains("DIR");
  }
}
