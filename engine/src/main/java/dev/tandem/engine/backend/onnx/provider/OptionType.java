package dev.tandem.engine.backend.onnx.provider;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What values an option takes, and how ONNX Runtime writes them.
 *
 * @param expected for messages
 * @param toOrt empty for a value that is none
 */
record OptionType(String expected, Function<String, Optional<String>> toOrt) {
  private static final Map<String, String> FLAGS =
      Map.of("1", "1", "true", "1", "on", "1", "0", "0", "false", "0", "off", "0");

  static final OptionType FLAG = choice("0 or 1", FLAGS);
  static final OptionType COUNT = pattern("a number >= 0", Pattern.compile("[0-9]{1,20}"));
  static final OptionType INTEGER = pattern("an integer", Pattern.compile("-?[0-9]{1,9}"));
  static final OptionType TEXT = new OptionType("any text", Optional::of);

  static OptionType choice(String expected, Map<String, String> choices) {
    return new OptionType(expected, value -> Optional.ofNullable(choices.get(value)));
  }

  private static OptionType pattern(String expected, Pattern pattern) {
    return new OptionType(
        expected, value -> Optional.of(value).filter(text -> pattern.matcher(text).matches()));
  }
}
