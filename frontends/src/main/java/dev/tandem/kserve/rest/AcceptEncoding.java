package dev.tandem.kserve.rest;

import dev.tandem.http.ContentCoding;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which coding a client wants its answer in. */
final class AcceptEncoding {
  private AcceptEncoding() {}

  /**
   * The coding of the highest weight, the first of several; identity where nothing we can do is
   * accepted.
   */
  static ContentCoding best(@Nullable String header) {
    ContentCoding best = ContentCoding.IDENTITY;
    double bestWeight = 0;
    if (header == null) {
      return best;
    }
    for (String item : header.split(",", -1)) {
      String[] parts = item.split(";", -1);
      Optional<ContentCoding> coding = ContentCoding.ofToken(parts[0].strip());
      double weight = parts.length > 1 ? weight(parts[1].strip()) : 1;
      if (coding.isPresent() && weight > bestWeight) {
        best = coding.get();
        bestWeight = weight;
      }
    }
    return best;
  }

  private static double weight(String parameter) {
    if (!parameter.startsWith("q=")) {
      return 1;
    }
    try {
      return Double.parseDouble(parameter.substring(2).strip());
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
