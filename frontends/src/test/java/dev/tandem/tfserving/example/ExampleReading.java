package dev.tandem.tfserving.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.tfserving.feature.FeatureColumns;
import dev.tandem.tfserving.wire.InputMemory;
import dev.tandem.tfserving.wire.TfServingException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What becomes of a request's examples: tensors and their bytes, or the text of a refusal. */
record ExampleReading(List<String> tensors, List<ByteBuffer> bytes, String refusal) {
  static final int MAX_BYTES = 1 << 16;

  /** Reads the bytes of a ClassificationRequest or a RegressionRequest. */
  static ExampleReading of(FeatureColumns columns, ByteBuffer... request) {
    NativePool pool = new NativePool(1 << 20, true);
    ExampleRequestMessage message = ExampleRequestMessage.parse(new WireCursor(request));
    try (InputMemory memory = new InputMemory(pool, MAX_BYTES)) {
      return of(ExampleTensors.ofFeatures(message.input().examples(), columns, memory));
    } catch (TfServingException e) {
      return refused(e);
    } finally {
      assertThat(pool.openLeases()).isZero();
    }
  }

  static ExampleReading of(List<Tensor> read) {
    List<String> tensors = new ArrayList<>();
    List<ByteBuffer> bytes = new ArrayList<>();
    for (Tensor tensor : read) {
      tensors.add(tensor.name() + ":" + tensor.type() + tensor.shape());
      ByteBuffer copy = ByteBuffer.allocate((int) tensor.bytes().size());
      tensor.bytes().copyTo(copy);
      bytes.add(copy.flip());
    }
    return new ExampleReading(tensors, bytes, "");
  }

  static ExampleReading refused(TfServingException refusal) {
    return new ExampleReading(List.of(), List.of(), refusal.code() + ": " + refusal.text());
  }
}
