package dev.tandem.kserve.access;

import static java.util.Objects.requireNonNull;

/** What one protocol asks of its callers' headers, and takes from them. */
public record Access(Restrictions restrictions, ForwardedHeaders forwarded) {
  public static final Access OPEN = new Access(Restrictions.NONE, ForwardedHeaders.NONE);

  public Access {
    requireNonNull(restrictions, "restrictions");
    requireNonNull(forwarded, "forwarded");
  }
}
