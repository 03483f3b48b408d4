package dev.tandem.golden;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What two answers came out as: the first difference that breaks a client, and the first one at
 * all; null for none.
 */
record Verdict(@Nullable String incompatibility, @Nullable String inexactness) {
  Verdict {
    if (incompatibility != null && inexactness == null) {
      throw new IllegalArgumentException("inexactness: null (expected: " + incompatibility + ")");
    }
  }

  /** What is not even compatible is not exact either, for the same reason. */
  static Verdict of(@Nullable String incompatibility, Supplier<@Nullable String> inexactness) {
    return incompatibility == null
        ? new Verdict(null, inexactness.get())
        : new Verdict(incompatibility, incompatibility);
  }

  static Verdict incompatible(String why) {
    return new Verdict(why, why);
  }

  /** This verdict, or a worse one where something beside the answer differs too. */
  Verdict and(@Nullable String otherIncompatibility) {
    return otherIncompatibility == null || incompatibility != null
        ? this
        : incompatible(otherIncompatibility);
  }

  boolean isCompatible() {
    return incompatibility == null;
  }

  boolean isExact() {
    return inexactness == null;
  }

  /** The difference that counts most, or an empty text. */
  String why() {
    return inexactness == null ? "" : inexactness;
  }
}
