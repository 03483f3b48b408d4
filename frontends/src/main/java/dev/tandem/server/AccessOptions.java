package dev.tandem.server;

import static java.util.Objects.requireNonNull;

import dev.tandem.kserve.access.Access;
import dev.tandem.kserve.access.Restriction;
import dev.tandem.kserve.access.Restrictions;
import dev.tandem.kserve.grpc.RestrictedCalls;
import java.util.List;

/** What the KServe doors ask of the headers of a call, and take from them. */
record AccessOptions(Access grpc, Access http) {
  static final AccessOptions OPEN = new AccessOptions(Access.OPEN, Access.OPEN);

  AccessOptions {
    requireNonNull(grpc, "grpc");
    requireNonNull(http, "http");
  }

  static AccessOptions read(FlagValues flags) throws StartFailure {
    return new AccessOptions(
        new Access(
            restrictions(
                flags.all(AccessFlags.GRPC_RESTRICTED), "protocol", RestrictedCalls.HEADER_PREFIX),
            flags.get(AccessFlags.GRPC_FORWARDED)),
        new Access(
            restrictions(flags.all(AccessFlags.HTTP_RESTRICTED), "API", ""),
            flags.get(AccessFlags.HTTP_FORWARDED)));
  }

  private static Restrictions restrictions(
      List<Restriction> restrictions, String kind, String headerPrefix) throws StartFailure {
    try {
      return Restrictions.of(restrictions, kind, headerPrefix);
    } catch (IllegalArgumentException e) {
      throw new StartFailure(String.valueOf(e.getMessage()), 1);
    }
  }

  boolean isRestricted() {
    return !grpc.restrictions().isEmpty() || !http.restrictions().isEmpty();
  }
}
