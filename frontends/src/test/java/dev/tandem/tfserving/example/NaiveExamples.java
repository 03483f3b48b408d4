package dev.tandem.tfserving.example;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.proto.tensorflow.Example;
import dev.tandem.proto.tensorflow.Feature;
import dev.tandem.proto.tfserving.Input;
import dev.tandem.tfserving.feature.FeatureColumn;
import dev.tandem.tfserving.feature.FeatureKind;
import dev.tandem.tfserving.wire.Halves;
import dev.tandem.tfserving.wire.TfServingException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The examples of a request turned into tensors the plain way, from the generated classes. */
final class NaiveExamples {
  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  private NaiveExamples() {}

  static List<Tensor> tensors(Input input, List<FeatureColumn> columns) {
    List<Example> examples = merged(input);
    if (examples.isEmpty()) {
      throw TfServingException.invalidArgument("Input is empty.");
    }
    for (int i = 0; i < examples.size(); i++) {
      for (FeatureColumn column : columns) {
        check(column, i, feature(examples.get(i), column));
      }
    }
    List<Tensor> tensors = new ArrayList<>();
    for (FeatureColumn column : columns) {
      List<Feature> rows =
          examples.stream()
              .map(example -> feature(example, column))
              .filter(row -> row.getKindCase() != Feature.KindCase.KIND_NOT_SET)
              .toList();
      if (!rows.isEmpty() && rows.size() < examples.size()) {
        throw FeatureRefusal.missing(column);
      }
      if (!rows.isEmpty()) {
        tensors.add(tensor(column, rows));
      }
    }
    return tensors;
  }

  static List<Example> merged(Input input) {
    if (!input.hasExampleListWithContext()) {
      return input.getExampleList().getExamplesList();
    }
    Example context = input.getExampleListWithContext().getContext();
    return input.getExampleListWithContext().getExamplesList().stream()
        .map(example -> context.toBuilder().mergeFrom(example).build())
        .toList();
  }

  private static Feature feature(Example example, FeatureColumn column) {
    return example
        .getFeatures()
        .getFeatureMap()
        .getOrDefault(column.alias(), Feature.getDefaultInstance());
  }

  private static void check(FeatureColumn column, int example, Feature feature) {
    FeatureKind actual =
        switch (feature.getKindCase()) {
          case BYTES_LIST -> FeatureKind.BYTES;
          case FLOAT_LIST -> FeatureKind.FLOAT;
          case INT64_LIST -> FeatureKind.INT64;
          case KIND_NOT_SET -> null;
        };
    if (actual == null) {
      if (!column.isOptional()) {
        throw FeatureRefusal.missing(column);
      }
    } else if (actual != column.kind()) {
      throw FeatureRefusal.wrongKind(column, example, actual);
    } else if (column.isVariable()
        ? values(feature).size() % column.stride() != 0
        : values(feature).size() != column.stride()) {
      throw FeatureRefusal.wrongCount(column, example, values(feature).size());
    }
  }

  private static List<?> values(Feature feature) {
    return switch (feature.getKindCase()) {
      case BYTES_LIST -> feature.getBytesList().getValueList();
      case FLOAT_LIST -> feature.getFloatList().getValueList();
      case INT64_LIST -> feature.getInt64List().getValueList();
      case KIND_NOT_SET -> List.of();
    };
  }

  private static Tensor tensor(FeatureColumn column, List<Feature> rows) {
    int longest = rows.stream().mapToInt(row -> values(row).size()).max().orElseThrow();
    List<byte[]> elements = new ArrayList<>();
    DataType type = column.spec().type();
    for (Feature row : rows) {
      int count = values(row).size();
      for (int i = 0; i < longest; i++) {
        elements.add(i < count ? element(type, row, i) : new byte[Math.max(4, type.byteSize())]);
        if (i >= count && type.isFixedSize()) {
          elements.set(elements.size() - 1, new byte[type.byteSize()]);
        }
      }
    }
    Shape shape = column.shape(rows.size(), longest / Math.max(1, column.stride()));
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(elements.stream().mapToInt(each -> each.length).sum());
    elements.forEach(bytes::put);
    return new Tensor(column.spec().name(), type, shape, TensorBytes.wrap(bytes.flip()));
  }

  private static byte[] element(DataType type, Feature row, int index) {
    if (type == DataType.BYTES) {
      byte[] value = row.getBytesList().getValue(index).toByteArray();
      return ByteBuffer.allocate(4 + value.length)
          .order(ORDER)
          .putInt(value.length)
          .put(value)
          .array();
    }
    ByteBuffer bytes = ByteBuffer.allocate(type.byteSize()).order(ORDER);
    if (FeatureKind.of(type) == FeatureKind.FLOAT) {
      float value = row.getFloatList().getValue(index);
      switch (type) {
        case FP32 -> bytes.putFloat(value);
        case FP64 -> bytes.putDouble(value);
        case FP16 -> bytes.putShort(Halves.fromFloat(value));
        default -> bytes.putShort(Halves.brainFromFloat(value));
      }
      return bytes.array();
    }
    long value = row.getInt64List().getValue(index);
    long kept = type == DataType.BOOL && value != 0 ? 1 : value;
    for (int i = 0; i < type.byteSize(); i++) {
      bytes.put((byte) (kept >>> (8 * i)));
    }
    return bytes.array();
  }
}
