package dev.tandem.tfserving.rest;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;

import dev.tandem.tfserving.wire.ServableRequest;
import dev.tandem.tfserving.wire.TfServingException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a request line asks for, and of which model. */
record RestCall(Action action, ServableRequest servable) {
  private static final String VERSION_OR_LABEL =
      "(?:/versions/(?<version>[0-9]+)|/labels/(?<label>[^/:]+))?";
  private static final Pattern INFERENCE =
      Pattern.compile(
          "(?i)/v1/models/(?<name>[^/:]+)"
              + VERSION_OR_LABEL
              + ":(?<verb>classify|regress|predict)");
  private static final Pattern LOOK_UP =
      Pattern.compile(
          "(?i)/v1/models(?:/(?<name>[^/:]+))?" + VERSION_OR_LABEL + "(?<metadata>/metadata)?");

  enum Action {
    PREDICT,
    CLASSIFY,
    REGRESS,
    STATUS,
    METADATA
  }

  /** Whether the path of {@code uri} is one of this API's. */
  static boolean owns(String uri) {
    return uri.regionMatches(true, 0, "/v1/", 0, "/v1/".length());
  }

  /** Reads a request line; the query string is taken as part of the path. */
  static RestCall of(String verb, String uri) {
    if (verb.equals("POST")) {
      Matcher inference = INFERENCE.matcher(uri);
      if (inference.matches()) {
        ServableRequest servable = servable(inference);
        return new RestCall(action(inference.group("verb"), verb, uri), servable);
      }
    } else if (verb.equals("GET")) {
      Matcher lookUp = LOOK_UP.matcher(uri);
      if (lookUp.matches()) {
        boolean metadata = lookUp.group("metadata") != null;
        return new RestCall(metadata ? Action.METADATA : Action.STATUS, servable(lookUp));
      }
    }
    throw malformed(verb, uri);
  }

  private static Action action(String verb, String method, String uri) {
    return switch (verb) {
      case "predict" -> Action.PREDICT;
      case "classify" -> Action.CLASSIFY;
      case "regress" -> Action.REGRESS;
      default -> throw malformed(method, uri);
    };
  }

  private static ServableRequest servable(Matcher matcher) {
    OptionalLong version = version(matcher.group("version"));
    String name = matcher.group("name");
    if (name == null) {
      throw invalidArgument("Missing model name in request.");
    }
    String label = matcher.group("label");
    return new ServableRequest(
        PercentText.decode(name), version, Optional.ofNullable(label).map(PercentText::decode));
  }

  private static OptionalLong version(@Nullable String digits) {
    if (digits == null) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(digits));
    } catch (NumberFormatException e) {
      throw invalidArgument("Failed to convert version: " + digits + " to numeric.");
    }
  }

  private static TfServingException malformed(String verb, String uri) {
    return invalidArgument("Malformed request: " + verb + " " + uri);
  }
}
