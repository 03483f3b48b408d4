package dev.tandem.server;

import static dev.tandem.server.Tier.RARE;

import dev.tandem.kserve.access.ForwardedHeaders;
import dev.tandem.kserve.access.Restriction;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/** Triton's flags for which headers a call needs, and which go on to the model. */
final class AccessFlags {
  static final Flag<Restriction> GRPC_RESTRICTED =
      restricted(
          "--grpc-restricted-protocol",
          "Keeps parts of the KServe API over gRPC for callers that send the header"
              + " triton-grpc-protocol-<key> with this value. May be given again.");
  static final Flag<Restriction> HTTP_RESTRICTED =
      restricted(
          "--http-restricted-api",
          "Keeps parts of the KServe API over REST for callers that send the header <key> with"
              + " this value. May be given again.");
  static final Flag<ForwardedHeaders> GRPC_FORWARDED =
      forwarded("--grpc-header-forward-pattern", "gRPC");
  static final Flag<ForwardedHeaders> HTTP_FORWARDED =
      forwarded("--http-header-forward-pattern", "REST");

  static final List<Flag<?>> ALL =
      List.of(GRPC_RESTRICTED, HTTP_RESTRICTED, GRPC_FORWARDED, HTTP_FORWARDED);

  private AccessFlags() {}

  private static Flag<Restriction> restricted(String name, String text) {
    return Flag.withoutDefault(
        name,
        RARE,
        new FlagType<>(
            "<categories>:<key>=<value>",
            Restriction.expected(),
            Optional.empty(),
            Restriction::read),
        text);
  }

  private static Flag<ForwardedHeaders> forwarded(String name, String protocol) {
    return Flag.of(
        name,
        RARE,
        new FlagType<>("<regex>", "a regular expression", Optional.empty(), AccessFlags::pattern),
        "",
        "Headers over "
            + protocol
            + " whose names this matches become parameters of a KServe request.");
  }

  private static Optional<ForwardedHeaders> pattern(String text) {
    try {
      return Optional.of(ForwardedHeaders.matching(text));
    } catch (PatternSyntaxException e) {
      return Optional.empty();
    }
  }
}
