package dev.tandem.golden;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares an HTTP answer with the recorded one. Compatible: the same status, for a good answer the
 * same values, media type and encoding, for an error some text in its place. Exact: also the same
 * text, order and headers.
 */
final class HttpComparison {
  private static final int OK = 200;
  private static final int SHOWN = 200;
  private static final List<String> EXACT_HEADERS = List.of("content-type", "content-encoding");
  private static final String JSON_LENGTH = "inference-header-content-length";

  private final HttpAnswer recorded;
  private final HttpAnswer now;
  private final VolatilePaths volatilePaths;
  private final @Nullable Object recordedValue;
  private final @Nullable Object nowValue;

  private HttpComparison(HttpAnswer recorded, HttpAnswer now, VolatilePaths volatilePaths) {
    this.recorded = recorded;
    this.now = now;
    this.volatilePaths = volatilePaths;
    this.recordedValue = volatilePaths.mask(HttpValue.of(recorded));
    this.nowValue = volatilePaths.mask(HttpValue.of(now));
  }

  static Verdict compare(HttpAnswer recorded, HttpAnswer now, VolatilePaths volatilePaths) {
    return new HttpComparison(recorded, now, volatilePaths).verdict();
  }

  private Verdict verdict() {
    if (recorded.status() != now.status()) {
      return Verdict.incompatible(
          "status %d != %d (recorded %s, now %s)"
              .formatted(recorded.status(), now.status(), text(recorded), text(now)));
    }
    return Verdict.of(
        recorded.status() == OK ? goodAnswerDifference() : missingErrorText(),
        this::exactDifference);
  }

  private @Nullable String goodAnswerDifference() {
    String difference =
        Difference.first(
            Canonical.sorted(recordedValue), Canonical.sorted(nowValue), Tolerance.CLOSE);
    if (difference != null) {
      return difference;
    }
    if (recordedValue != null && !mediaType(recorded).equals(mediaType(now))) {
      return headerDifference("content-type");
    }
    return headerDifference("content-encoding");
  }

  private @Nullable String missingErrorText() {
    boolean expected = recordedValue instanceof Map<?, ?> fields && fields.containsKey("error");
    boolean given =
        nowValue instanceof Map<?, ?> fields
            && fields.get("error") instanceof String error
            && !error.isEmpty();
    return expected && !given ? "no error text in " + text(now) : null;
  }

  private @Nullable String exactDifference() {
    String difference = Difference.first(recordedValue, nowValue, Tolerance.EXACT);
    if (difference != null) {
      return difference;
    }
    // A masked part may have another length, and the JSON with it.
    Stream<String> headers =
        volatilePaths.isEmpty()
            ? Stream.concat(EXACT_HEADERS.stream(), Stream.of(JSON_LENGTH))
            : EXACT_HEADERS.stream();
    return headers.map(this::headerDifference).filter(Objects::nonNull).findFirst().orElse(null);
  }

  private @Nullable String headerDifference(String name) {
    String before = recorded.header(name);
    String after = now.header(name);
    return Objects.equals(before, after) ? null : name + ": " + before + " != " + after;
  }

  private static String mediaType(HttpAnswer answer) {
    String type = answer.headers().getOrDefault("content-type", "");
    return type.split(";", 2)[0].toLowerCase(Locale.ROOT);
  }

  private static String text(HttpAnswer answer) {
    return Text.shortened(Text.of(answer.plainBody()), SHOWN);
  }
}
