package dev.tandem.server;

import dev.tandem.kserve.wire.LogControl;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The program: reads the command line, starts the server, and waits until it is told to stop. */
public final class Main {
  /** Set while the build records which classes a start needs. */
  private static final String EXIT_AFTER_START = "tandem.exitAfterStart";

  /** What {@code tandem serve} does with its options; gives the exit code. */
  interface Serve {
    int run(ServerOptions options) throws StartFailure, InterruptedException;
  }

  private Main() {}

  public static void main(String[] args) throws InterruptedException {
    System.exit(run(args, System.out, System.err, Main::serve));
  }

  static int run(String[] args, PrintStream out, PrintStream err, Serve serve)
      throws InterruptedException {
    CommandLine tandem = Commands.create();
    ServerOptions options;
    try {
      ParseResult parsed = Commands.parse(tandem, args);
      if (parsed.isVersionHelpRequested()) {
        out.println("tandem " + Version.current());
        return 0;
      }
      if (parsed.isUsageHelpRequested() || !parsed.hasSubcommand()) {
        tandem.usage(out);
        return 0;
      }
      ParseResult flags = parsed.subcommand();
      if (flags.isVersionHelpRequested()) {
        out.println("tandem " + Version.current());
        return 0;
      }
      if (flags.isUsageHelpRequested()) {
        flags.commandSpec().commandLine().usage(out);
        return 0;
      }
      if (Commands.DOCTOR.equals(flags.commandSpec().name())) {
        return DoctorCommand.run(out);
      }
      Optional<ModelCommand> command = ModelCommand.named(flags.commandSpec().name());
      if (command.isPresent()) {
        return command.get().run(flags, out, err);
      }
      options = OptionsReader.read(new FlagValues(flags), System.getenv());
    } catch (StartFailure failure) {
      if (failure.isOfTfServing()) {
        err.println(failure.getMessage());
        return failure.exitCode();
      }
      err.println("Error: " + failure.getMessage());
      err.println("Run 'tandem --help' or 'tandem COMMAND --help' to see what there is.");
      return failure.exitCode();
    }
    return serveOrExplain(options, err, serve);
  }

  private static int serveOrExplain(ServerOptions options, PrintStream err, Serve serve)
      throws InterruptedException {
    try {
      return serve.run(options);
    } catch (StartFailure failure) {
      err.println(failure.getMessage());
      return failure.exitCode();
    } catch (RuntimeException | LinkageError e) {
      // Threads that are already up would keep a process alive whose main thread has died.
      err.println("error: creating server: Internal - " + e);
      e.printStackTrace(err);
      return 1;
    }
  }

  private static int serve(ServerOptions options) throws StartFailure, InterruptedException {
    LogControl log = LogSetup.apply(options.log(), System.getenv());
    CompletableFuture<TandemServer> starting = new CompletableFuture<>();
    StopSignals.close(starting);
    TandemServer server = TandemServer.start(options, log);
    starting.complete(server);
    if (Boolean.getBoolean(EXIT_AFTER_START)) {
      server.close();
    }
    if (server.await()) {
      return 0;
    }
    System.err.println("Exit timeout expired. Exiting immediately.");
    // Shutdown hooks would free what runs in flight still use.
    Runtime.getRuntime().halt(1);
    return 1;
  }
}
