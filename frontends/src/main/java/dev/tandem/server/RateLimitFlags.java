package dev.tandem.server;

import static dev.tandem.server.Tier.RARE;

import dev.tandem.engine.resource.ResourceKey;
import dev.tandem.engine.resource.ResourceLimits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Triton's flags for how many instances run at a time. */
final class RateLimitFlags {
  static final Flag<Boolean> MODE =
      Flag.of(
          "--rate-limit",
          RARE,
          FlagType.choice(
              "<mode>", "off or execution_count", Map.of("off", false, "execution_count", true)),
          "off",
          "execution_count: instances run when the resources of their rate_limiter are free.");
  static final Flag<ResourceCount> RESOURCE =
      Flag.withoutDefault(
          "--rate-limit-resource",
          RARE,
          FlagType.resourceCount(),
          "How much there is of a resource; of others, what the neediest instance needs. May be"
              + " given again.");

  static final List<Flag<?>> ALL = List.of(MODE, RESOURCE);

  private RateLimitFlags() {}

  static Optional<ResourceLimits> read(FlagValues flags) throws StartFailure {
    Map<ResourceKey, Long> counts = new HashMap<>();
    flags.all(RESOURCE).forEach(each -> counts.put(each.key(), each.count()));
    return flags.get(MODE) ? Optional.of(new ResourceLimits(counts)) : Optional.empty();
  }
}
