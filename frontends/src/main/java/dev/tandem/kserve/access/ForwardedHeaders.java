package dev.tandem.kserve.access;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Makes parameters of a request from those headers of its call whose names match. */
public final class ForwardedHeaders {
  public static final ForwardedHeaders NONE = new ForwardedHeaders(Optional.empty());

  private static final String RESERVED_PREFIX = "triton_";
  private static final Set<String> RESERVED =
      Set.of(
          "sequence_id",
          "sequence_start",
          "sequence_end",
          "priority",
          "timeout",
          "headers",
          "binary_data_output");

  private final Optional<Pattern> pattern;

  private ForwardedHeaders(Optional<Pattern> pattern) {
    this.pattern = pattern;
  }

  /**
   * Those whose name the expression matches anywhere, whatever the case; none where it is empty.
   * Throws {@link PatternSyntaxException}.
   */
  public static ForwardedHeaders matching(String expression) {
    return expression.isEmpty()
        ? NONE
        : new ForwardedHeaders(Optional.of(Pattern.compile(expression, Pattern.CASE_INSENSITIVE)));
  }

  public boolean isEmpty() {
    return pattern.isEmpty();
  }

  /**
   * Those of {@code headers} that are forwarded; throws {@link ServingException} where one of them
   * has a name that means something else among the parameters.
   */
  public Map<String, Object> of(Iterable<Map.Entry<String, String>> headers) {
    if (pattern.isEmpty()) {
      return Map.of();
    }
    Map<String, Object> forwarded = new HashMap<>();
    for (Map.Entry<String, String> header : headers) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (pattern.get().matcher(name).find()) {
        if (RESERVED.contains(name) || name.startsWith(RESERVED_PREFIX)) {
          throw new ServingException(
              Reason.INVALID_REQUEST,
              "Header '" + name + "' is reserved for Triton usage and cannot be forwarded.");
        }
        forwarded.put(name, header.getValue());
      }
    }
    return forwarded;
  }
}
