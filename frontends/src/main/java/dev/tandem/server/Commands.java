package dev.tandem.server;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The commands of {@code tandem}, described without annotations: reading those slows the start. */
final class Commands {
  static final String SERVE = "serve";
  static final String CHECK = "check";
  static final String CONFIG = "config";
  static final String DOCTOR = "doctor";
  static final String HELP = "--help";
  static final String VERSION = "--version";

  private static final int HELP_WIDTH = 110;
  private static final int FLAG_COLUMN_WIDTH = 42;

  private Commands() {}

  static CommandLine create() {
    CommandSpec tandem = CommandSpec.create().name("tandem");
    tandem
        .usageMessage()
        .description("One inference server for Triton and TensorFlow Serving clients.%n")
        .customSynopsis("tandem COMMAND [FLAG]...")
        .commandListHeading("%nCommands:%n");
    tandem
        .addOption(standard(HELP, "Print this page.").usageHelp(true).build())
        .addOption(standard(VERSION, "Print the version.").versionHelp(true).build())
        .addSubcommand(SERVE, serve())
        .addSubcommand(
            CHECK,
            onFolder(
                "Say everything that is wrong with the models of a folder, without serving them."
                    + " Exits with 1 where it finds something.",
                "tandem check DIR [FLAG]...",
                "DIR"))
        .addSubcommand(
            CONFIG,
            onFolder(
                "Print a model's configuration as it would be in force, as a config.pbtxt.",
                "tandem config MODEL_DIR [FLAG]...",
                "MODEL_DIR"))
        .addSubcommand(DOCTOR, doctor());
    return new CommandLine(tandem)
        .setExpandAtFiles(false)
        .setUsageHelpWidth(HELP_WIDTH)
        .setUsageHelpLongOptionsMaxWidth(FLAG_COLUMN_WIDTH);
  }

  /** Reads the flags of {@code tandem serve}. */
  static FlagValues readServeFlags(String... flags) throws StartFailure {
    String[] args = Stream.concat(Stream.of(SERVE), Stream.of(flags)).toArray(String[]::new);
    return new FlagValues(parse(create(), args).subcommand());
  }

  /** Reads a command line; one that cannot be read fails with what to change. */
  static ParseResult parse(CommandLine commandLine, String... args) throws StartFailure {
    try {
      return commandLine.parseArgs(args);
    } catch (UnmatchedArgumentException e) {
      throw new StartFailure(unmatched(e.getUnmatched().get(0), e.getCommandLine()), 1);
    } catch (ParameterException e) {
      throw new StartFailure(String.valueOf(e.getMessage()), 1);
    }
  }

  private static String unmatched(String argument, CommandLine command) {
    if (argument.startsWith("-")) {
      String name = argument.replaceFirst("=.*", "");
      return didYouMean("option", name, optionsFrom(command, ""));
    }
    return command.getSubcommands().isEmpty()
        ? "unexpected argument '" + argument + "'"
        : didYouMean("command", argument, commandsOf(command));
  }

  /** The options of a command and of those below it, with what one would type to reach them. */
  private static Map<String, String> optionsFrom(CommandLine command, String path) {
    Map<String, String> options = new LinkedHashMap<>();
    command.getCommandSpec().optionsMap().keySet().forEach(name -> options.put(name, path + name));
    command
        .getSubcommands()
        .forEach(
            (name, below) -> optionsFrom(below, path + name + " ").forEach(options::putIfAbsent));
    return options;
  }

  private static Map<String, String> commandsOf(CommandLine command) {
    return command.getSubcommands().keySet().stream()
        .collect(Collectors.toMap(name -> name, name -> name));
  }

  private static String didYouMean(String kind, String typed, Map<String, String> known) {
    String nearest = NearestName.of(typed, known.keySet());
    return "unknown %s '%s' (did you mean '%s'?)".formatted(kind, typed, known.get(nearest));
  }

  private static CommandSpec serve() {
    CommandSpec serve = CommandSpec.create();
    serve
        .usageMessage()
        .description("Serve the models of one or more folders until interrupted.")
        .customSynopsis("tandem serve --model-repository=PATH [FLAG]...")
        .footer(
            "%nA boolean is true, on, 1, false, off or 0; the flag alone is true. A port of 0 picks"
                + " a free one, but leaves --port and --rest_api_port closed, where 'any' picks"
                + " one.");
    int order = 0;
    for (Tier tier : Tier.values()) {
      ArgGroupSpec.Builder group =
          ArgGroupSpec.builder()
              .heading("%n" + tier.heading() + ":%n")
              .order(order++)
              .validate(false);
      ServeFlags.ALL.stream()
          .filter(flag -> flag.tier() == tier)
          .forEach(flag -> group.addArg(option(flag)));
      if (tier == Tier.RARE) {
        group.addArg(standard(HELP, "Print this page.").usageHelp(true).build());
        group.addArg(standard(VERSION, "Print the version.").versionHelp(true).build());
      }
      serve.addArgGroup(group.build());
    }
    serve.usageMessage().sortOptions(false);
    UnusedFlags.names().forEach(name -> serve.addOption(unused(name)));
    return serve;
  }

  private static OptionSpec unused(String name) {
    return OptionSpec.builder(name)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("0..1")
        .fallbackValue("")
        .hidden(true)
        .build();
  }

  /** A command that looks at one folder, which it needs. */
  private static CommandSpec onFolder(String description, String synopsis, String label) {
    CommandSpec command = CommandSpec.create();
    command.usageMessage().description(description).customSynopsis(synopsis);
    command.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .required(true)
            .arity("1")
            .type(Path.class)
            .paramLabel(label)
            .description("The folder.")
            .build());
    ServeFlags.OF_CONFIGURATIONS.forEach(flag -> command.addOption(option(flag)));
    command.addOption(standard(HELP, "Print this page.").usageHelp(true).build());
    command.usageMessage().sortOptions(false);
    return command;
  }

  private static CommandSpec doctor() {
    CommandSpec doctor = CommandSpec.create();
    doctor
        .usageMessage()
        .description(
            "Say what there is on this machine to run models with, and what is missing to use a GPU."
                + " Exits with 1 where no model could be served.")
        .customSynopsis("tandem doctor");
    return doctor.addOption(standard(HELP, "Print this page.").usageHelp(true).build());
  }

  /** Values stay text here: they are read by the flag's own type, which says what it expects. */
  private static OptionSpec option(Flag<?> flag) {
    OptionSpec.Builder option =
        OptionSpec.builder(flag.name())
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel(flag.type().label())
            .description(
                flag.text() + flag.fallback().map(text -> " (default: " + text + ")").orElse(""));
    flag.type()
        .bare()
        .ifPresentOrElse(bare -> option.arity("0..1").fallbackValue(bare), () -> option.arity("1"));
    return option.build();
  }

  private static OptionSpec.Builder standard(String name, String text) {
    return OptionSpec.builder(name).type(boolean.class).arity("0").description(text);
  }
}
