package dev.tandem.kserve.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The parts of the API that can be kept for some callers, over gRPC and REST alike. */
public enum ApiCategory {
  HEALTH,
  METADATA,
  INFERENCE,
  SHARED_MEMORY,
  MODEL_CONFIG,
  MODEL_REPOSITORY,
  STATISTICS,
  TRACE,
  LOGGING;

  /** As the command line calls it. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<ApiCategory> of(String text) {
    return Arrays.stream(values()).filter(category -> category.text().equals(text)).findFirst();
  }

  static String all() {
    return Arrays.stream(values()).map(ApiCategory::text).collect(Collectors.joining(", "));
  }
}
