package dev.tandem.tfserving.json;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;

import dev.tandem.json.JsonDump;
import dev.tandem.json.JsonReader;
import dev.tandem.json.JsonToken;
import dev.tandem.json.JsonValue;
import java.util.Optional;
import java.util.stream.LongStream;

/** Reads lists in lists as the rows of a tensor, whose shape the first element of each tells. */
final class NestedLists {
  private static final int MAX_RANK = 254;

  private final long[] dims;
  private final Elements elements;

  NestedLists(long[] dims, Elements elements) {
    this.dims = dims;
    this.elements = elements;
  }

  /** The shape that {@code value} would have if it were not ragged. */
  static long[] shapeOf(String alias, JsonValue value) {
    LongStream.Builder dims = LongStream.builder();
    Optional<JsonValue> inner = Optional.of(value);
    for (int rank = 0; inner.isPresent() && inner.get().isArray(); rank++) {
      if (rank == MAX_RANK) {
        throw invalidArgument("tensor parsing error: " + alias);
      }
      dims.add(inner.get().size());
      inner = inner.get().first();
    }
    return dims.build().toArray();
  }

  /** Reads the value that the reader stands on, and moves to its end. */
  void read(JsonReader reader) {
    read(reader, 0);
  }

  private void read(JsonReader reader, int level) {
    if (reader.token() == JsonToken.ARRAY_START) {
      checkList(reader.size(), level);
      while (reader.next() != JsonToken.ARRAY_END) {
        read(reader, level + 1);
      }
      return;
    }
    if (level != dims.length) {
      throw invalidArgument(
          "JSON Value: "
              + JsonDump.of(reader.value())
              + " found at incorrect level: "
              + (level + 1)
              + " in the JSON DOM. Expected at level: "
              + dims.length);
    }
    elements.take(reader);
  }

  private void checkList(int size, int level) {
    if (level >= dims.length) {
      throw invalidArgument(
          "Encountered list at unexpected level: " + level + " expected < " + dims.length);
    }
    if (size != dims[level]) {
      throw invalidArgument(
          "Encountered list at unexpected size: "
              + size
              + " at level: "
              + level
              + " expected size: "
              + dims[level]);
    }
  }
}
