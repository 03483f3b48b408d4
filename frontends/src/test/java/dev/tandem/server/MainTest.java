package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MainTest {
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
            "Run 'tandem --help' or 'tandem serve --help' to see what there is.");
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
}
