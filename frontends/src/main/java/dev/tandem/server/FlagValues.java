package dev.tandem.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** What a command line gave, by flag. */
final class FlagValues {
  private final ParseResult parsed;

  FlagValues(ParseResult parsed) {
    this.parsed = parsed;
  }

  /** The value of a flag that has a default. Of several the last counts, as in both servers. */
  <T> T get(Flag<T> flag) throws StartFailure {
    Optional<T> given = last(flag);
    return given.isPresent() ? given.get() : flag.parse(flag.fallback().orElseThrow());
  }

  /** The last value given. */
  <T> Optional<T> last(Flag<T> flag) throws StartFailure {
    List<T> values = all(flag);
    return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
  }

  boolean isGiven(String name) {
    return parsed.matchedOption(name) != null;
  }

  /** The names of the flags that are given. */
  List<String> given() {
    return parsed.matchedOptions().stream().map(OptionSpec::longestName).toList();
  }

  /** Every value given, in order. */
  <T> List<T> all(Flag<T> flag) throws StartFailure {
    OptionSpec option = parsed.matchedOption(flag.name());
    if (option == null) {
      return List.of();
    }
    List<T> values = new ArrayList<>();
    for (String text : option.stringValues()) {
      values.add(flag.parse(text));
    }
    return values;
  }
}
