package dev.tandem.golden;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares the outcome of a gRPC call with the recorded one. Compatible: the same code and values,
 * and some details with an error. Exact: also the same details, texts and order.
 */
final class GrpcComparison {
  private static final String STREAM_ERROR = "error_message";
  private static final int SHOWN = 200;

  private final GrpcAnswer recorded;
  private final GrpcAnswer now;
  private final VolatilePaths volatilePaths;
  private final List<@Nullable Object> recordedValues;
  private final List<@Nullable Object> nowValues;

  private GrpcComparison(
      GrpcExchange exchange, GrpcAnswer recorded, GrpcAnswer now, VolatilePaths volatilePaths) {
    this.recorded = recorded;
    this.now = now;
    this.volatilePaths = volatilePaths;
    this.recordedValues = values(exchange, recorded, volatilePaths);
    this.nowValues = values(exchange, now, volatilePaths);
  }

  static Verdict compare(
      GrpcExchange exchange, GrpcAnswer recorded, GrpcAnswer now, VolatilePaths volatilePaths) {
    return new GrpcComparison(exchange, recorded, now, volatilePaths).verdict();
  }

  private static List<@Nullable Object> values(
      GrpcExchange exchange, GrpcAnswer answer, VolatilePaths volatilePaths) {
    List<@Nullable Object> values = new ArrayList<>();
    for (ByteString message : answer.messages()) {
      values.add(volatilePaths.remove(GrpcValue.response(exchange.request().method(), message)));
    }
    return exchange.unordered() ? Canonical.byId(values) : values;
  }

  private Verdict verdict() {
    if (!recorded.code().equals(now.code())) {
      return Verdict.incompatible(
          "code %s != %s (recorded %s, now %s)"
              .formatted(
                  recorded.code(),
                  now.code(),
                  Text.shortened(recorded.details(), SHOWN),
                  Text.shortened(now.details(), SHOWN)));
    }
    return Verdict.of(compatibleDifference(), this::exactDifference);
  }

  private @Nullable String compatibleDifference() {
    String difference =
        Difference.first(
            Canonical.sorted(withoutErrorTexts(recordedValues, nowValues)),
            Canonical.sorted(withoutErrorTexts(nowValues, recordedValues)),
            Tolerance.CLOSE);
    if (difference != null) {
      return difference;
    }
    boolean textLost = !recorded.details().isEmpty() && now.details().isEmpty();
    return textLost && !recorded.isOk() ? "no error text" : null;
  }

  /** Where both streams have an error, its text counts for the exact score only. */
  private static List<@Nullable Object> withoutErrorTexts(
      List<@Nullable Object> values, List<@Nullable Object> others) {
    List<@Nullable Object> left = new ArrayList<>(values);
    for (int i = 0; i < Math.min(values.size(), others.size()); i++) {
      if (isError(others.get(i)) && values.get(i) instanceof Map<?, ?> fields && isError(fields)) {
        Map<Object, @Nullable Object> shortened = new LinkedHashMap<>(fields);
        shortened.remove(STREAM_ERROR);
        left.set(i, shortened);
      }
    }
    return left;
  }

  private static boolean isError(@Nullable Object value) {
    return value instanceof Map<?, ?> fields && fields.containsKey(STREAM_ERROR);
  }

  private @Nullable String exactDifference() {
    if (!volatilePaths.contains("details") && !recorded.details().equals(now.details())) {
      return "details: "
          + Text.shortened(recorded.details(), SHOWN)
          + " != "
          + Text.shortened(now.details(), SHOWN);
    }
    return Difference.first(recordedValues, nowValues, Tolerance.EXACT);
  }
}
