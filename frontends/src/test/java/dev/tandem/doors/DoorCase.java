package dev.tandem.doors;

import dev.tandem.engine.tensor.DataType;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A request and the answer that every door must give to it.
 *
 * @param version 0 for the newest
 * @param outputs what comes back where {@code code} is OK
 */
record DoorCase(
    String name,
    String model,
    long version,
    Map<String, Values> inputs,
    Status.Code code,
    Map<String, Values> outputs) {
  private static final long NEWEST = 0;

  static List<DoorCase> all() {
    List<DoorCase> cases = new ArrayList<>();
    for (DataType type : DataType.values()) {
      cases.add(identity(type, 1));
      cases.add(identity(type, 3));
    }
    Values a = sixteenInts();
    cases.add(
        good(
            "two inputs and two outputs",
            "simple",
            Map.of("INPUT0", a, "INPUT1", a),
            Map.of("OUTPUT0", combined(a, 2), "OUTPUT1", combined(a, 0))));
    cases.add(
        bad(
            "a wrong input name",
            "id_fp32",
            NEWEST,
            Map.of("OTHER", floats(1, 2)),
            Status.Code.INVALID_ARGUMENT));
    cases.add(
        bad(
            "a wrong shape",
            "id_fp32",
            NEWEST,
            Map.of("INPUT0", floats(1, 3)),
            Status.Code.INVALID_ARGUMENT));
    cases.add(
        bad(
            "a wrong data type",
            "id_int32",
            NEWEST,
            Map.of("INPUT0", floats(1, 2)),
            Status.Code.INVALID_ARGUMENT));
    cases.add(
        bad(
            "a missing input",
            "simple",
            NEWEST,
            Map.of("INPUT0", a),
            Status.Code.INVALID_ARGUMENT));
    cases.add(
        bad(
            "an unknown model",
            "nobody",
            NEWEST,
            Map.of("INPUT0", floats(1, 2)),
            Status.Code.NOT_FOUND));
    cases.add(
        bad(
            "an unknown version",
            "id_fp32",
            9,
            Map.of("INPUT0", floats(1, 2)),
            Status.Code.NOT_FOUND));
    return cases;
  }

  /** A model that gives back what it gets, for rows of two elements. */
  static String identityModel(DataType type) {
    return "id_" + type.name().toLowerCase(Locale.ROOT);
  }

  private static DoorCase identity(DataType type, int rows) {
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      elements.addAll(extremes(type));
    }
    Values values = new Values(type, List.of((long) rows, 2L), elements);
    return good(
        type + ", batch of " + rows,
        identityModel(type),
        Map.of("INPUT0", values),
        Map.of("OUTPUT0", values));
  }

  private static List<String> extremes(DataType type) {
    return switch (type) {
      case BOOL -> List.of("true", "false");
      case INT8 -> List.of("-128", "127");
      case INT16 -> List.of("-32768", "32767");
      case INT32 -> List.of("-2147483648", "2147483647");
      case INT64 -> List.of("-9223372036854775807", "9223372036854775807");
      case UINT8 -> List.of("0", "255");
      case UINT16 -> List.of("0", "65535");
      case UINT32 -> List.of("0", "4294967295");
      case UINT64 -> List.of("0", "18446744073709551615");
      case FP16, BF16 -> List.of("15360", "49152");
      case FP32 -> List.of("0.1", "-3.4028235E38");
      case FP64 -> List.of("0.1", "-1.7976931348623157E308");
      case BYTES -> List.of("", "naïve 😀");
    };
  }

  private static Values floats(int rows, int columns) {
    return new Values(
        DataType.FP32,
        List.of((long) rows, (long) columns),
        Collections.nCopies(rows * columns, "0.5"));
  }

  private static Values sixteenInts() {
    return new Values(
        DataType.INT32,
        List.of(1L, 16L),
        IntStream.range(0, 16).mapToObj(Integer::toString).toList());
  }

  private static Values combined(Values values, int factor) {
    return new Values(
        values.type(),
        values.shape(),
        values.elements().stream()
            .map(text -> Integer.toString(factor * Integer.parseInt(text)))
            .toList());
  }

  private static DoorCase good(
      String name, String model, Map<String, Values> inputs, Map<String, Values> outputs) {
    return new DoorCase(name, model, NEWEST, new LinkedHashMap<>(inputs), Status.Code.OK, outputs);
  }

  private static DoorCase bad(
      String name, String model, long version, Map<String, Values> inputs, Status.Code code) {
    return new DoorCase(name, model, version, inputs, code, Map.of());
  }

  @Override
  public String toString() {
    return name;
  }
}
