package dev.tandem.server;

import dev.tandem.engine.backend.Backend;
import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.repository.BasePathSettings;
import dev.tandem.engine.repository.ControlMode;
import dev.tandem.engine.repository.ControlSettings;
import dev.tandem.engine.repository.RepositoryCheck;
import dev.tandem.engine.repository.RepositoryCheck.ModelFindings;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.warmup.WarmupSource;
import dev.tandem.tfserving.signature.load.SignatureReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/** The commands that look at models on disk, open no port and load nothing. */
enum ModelCommand {
  CHECK(Commands.CHECK) {
    @Override
    int run(RepositoryCheck check, Path folder, PrintStream out, PrintStream err) {
      List<ModelFindings> models = check.repository(folder);
      List<ModelFindings> bad =
          models.stream().filter(model -> !model.findings().isEmpty()).toList();
      bad.forEach(model -> out.print(CheckReport.of(model)));
      out.print(CheckReport.summary(models));
      return bad.isEmpty() ? 0 : 1;
    }
  },
  CONFIG(Commands.CONFIG) {
    @Override
    int run(RepositoryCheck check, Path folder, PrintStream out, PrintStream err) {
      try {
        out.print(check.configText(folder));
        return 0;
      } catch (ConfigException e) {
        err.print(CheckReport.of(new ModelFindings(folder.toString(), List.of(e.finding()))));
        return 1;
      }
    }
  };

  private final String commandName;

  ModelCommand(String commandName) {
    this.commandName = commandName;
  }

  static Optional<ModelCommand> named(String name) {
    for (ModelCommand command : values()) {
      if (command.commandName.equals(name)) {
        return Optional.of(command);
      }
    }
    return Optional.empty();
  }

  /** Gives the exit code; what was found goes to {@code out}. */
  final int run(ParseResult parsed, PrintStream out, PrintStream err) throws StartFailure {
    LogSetup.silence();
    Path folder = parsed.matchedPositionalValue(0, Path.of(""));
    RepositoryOptions options = OptionsReader.repository(new FlagValues(parsed), List.of(folder));
    List<Backend> backends = EngineStart.backends(options, new NativePool(0));
    return run(
        new RepositoryCheck(
            EngineStart.settings(
                options,
                true,
                WarmupSource.NONE,
                BasePathSettings.NONE,
                new SignatureReader(),
                ControlSettings.of(ControlMode.NONE)),
            backends),
        folder,
        out,
        err);
  }

  abstract int run(RepositoryCheck check, Path folder, PrintStream out, PrintStream err);
}
