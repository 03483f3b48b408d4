package dev.tandem.grpcweb;

import io.grpc.Deadline;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The header {@code grpc-timeout}: at most eight digits and a unit. */
final class CallTimeout {
  private static final int MAX_DIGITS = 8;

  private CallTimeout() {}

  /**
   * When the caller stops to wait, if it said so; throws with the status for what is no timeout.
   */
  static @Nullable Deadline deadline(@Nullable String header) {
    if (header == null) {
      return null;
    }
    int digits = header.length() - 1;
    if (digits < 1
        || digits > MAX_DIGITS
        || !header.chars().limit(digits).allMatch(digit -> digit >= '0' && digit <= '9')) {
      throw malformed(header);
    }
    TimeUnit unit =
        switch (header.charAt(digits)) {
          case 'n' -> TimeUnit.NANOSECONDS;
          case 'u' -> TimeUnit.MICROSECONDS;
          case 'm' -> TimeUnit.MILLISECONDS;
          case 'S' -> TimeUnit.SECONDS;
          case 'M' -> TimeUnit.MINUTES;
          case 'H' -> TimeUnit.HOURS;
          default -> throw malformed(header);
        };
    return Deadline.after(Long.parseLong(header, 0, digits, 10), unit);
  }

  private static RuntimeException malformed(String header) {
    return Status.INTERNAL
        .withDescription("grpc-timeout: '" + header + "' (expected: as in 20S or 500m)")
        .asRuntimeException();
  }
}
