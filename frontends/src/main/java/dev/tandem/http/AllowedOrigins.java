package dev.tandem.http;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The origins, as browsers write them, whose scripts may call the server and read its answers.
 *
 * @param any whether all may; {@code origins} is empty then
 */
public record AllowedOrigins(boolean any, Set<String> origins) {
  public static final AllowedOrigins NONE = new AllowedOrigins(false, Set.of());
  private static final AllowedOrigins ANY = new AllowedOrigins(true, Set.of());
  private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[^/?#,*@\\s]+");

  public AllowedOrigins {
    origins = Set.copyOf(origins);
  }

  /** Reads {@code *} or origins with commas between; nothing for what is neither. */
  public static Optional<AllowedOrigins> read(String text) {
    if (text.strip().equals("*")) {
      return Optional.of(ANY);
    }
    Set<String> origins =
        Arrays.stream(text.split(",", -1))
            .map(origin -> origin.strip().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    return origins.stream().allMatch(origin -> ORIGIN.matcher(origin).matches())
        ? Optional.of(new AllowedOrigins(false, origins))
        : Optional.empty();
  }

  boolean areNone() {
    return !any && origins.isEmpty();
  }

  boolean contain(String origin) {
    return any || origins.contains(origin);
  }
}
