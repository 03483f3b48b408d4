package dev.tandem.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.RecordingSink;
import dev.tandem.engine.testkit.Tensors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A model that gives back what it gets: each request finds its own rows again. */
class BatchTensorsPropertyTest {
  private static ModelConfig config(DataType type, int rank) {
    Shape dims = Shape.of(Collections.nCopies(rank, Shape.VARIABLE));
    return ModelConfig.EMPTY
        .withName("m")
        .withMaxBatchSize(64)
        .withInputs(List.of(ModelInput.of("X", type, dims)))
        .withOutputs(List.of(ModelOutput.of("Y", type, dims)));
  }

  private static BatchRig rig(DataType type, int rank, BatchPolicy policy) {
    return new BatchRig(config(type, rank), policy, BatchRig.ECHO);
  }

  @Property(tries = 300)
  void everyRequestGetsItsOwnRowsBack(
      @ForAll DataType type,
      @ForAll @Size(max = 3) List<@IntRange(max = 3) Integer> rowDims,
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 5) Integer> rows,
      @ForAll boolean padsRows,
      @ForAll long seed) {
    Random random = new Random(seed);
    BatchPolicy policy = padsRows ? BatchRig.padding(false, 1, 3, 8, 64) : BatchRig.padding(false);
    try (BatchRig rig = rig(type, rowDims.size(), policy)) {
      List<Tensor> sent = new ArrayList<>();
      List<RecordingSink> sinks = new ArrayList<>();
      for (int own : rows) {
        sent.add(tensor(type, shape(own, rowDims), random));
        sinks.add(rig.add(sent.get(sent.size() - 1)));
      }
      assertThat(rig.joins()).isTrue();

      rig.run();

      int all = rows.stream().mapToInt(Integer::intValue).sum();
      Tensor whole = rig.inputsOfRun.get(0);
      assertThat(whole.shape()).isEqualTo(shape(policy.padding().rowsFor(all), rowDims));
      for (int i = 0; i < sinks.size(); i++) {
        Tensor output = sinks.get(i).response().outputs().get(0);
        assertThat(output.shape()).isEqualTo(sent.get(i).shape());
        assertThat(Tensors.bytesOf(output)).isEqualTo(Tensors.bytesOf(sent.get(i)));
      }
    }
  }

  @Property(tries = 200)
  void rowsThatABatchLacksAreTheLastRequestsFirst(
      @ForAll DataType type,
      @ForAll @IntRange(min = 1, max = 4) int first,
      @ForAll @IntRange(min = 1, max = 4) int last,
      @ForAll long seed) {
    Random random = new Random(seed);
    Tensor before = tensor(type, Shape.of(first, 2), random);
    Tensor behind = tensor(type, Shape.of(last, 2), random);
    Tensor row = rowOf(behind);
    List<byte[]> expected = new ArrayList<>();
    expected.add(Tensors.bytesOf(before));
    expected.add(Tensors.bytesOf(behind));
    expected.addAll(Collections.nCopies(20 - first - last, Tensors.bytesOf(row)));
    List<byte[]> ran = new ArrayList<>();
    ModelConfig config = config(type, 1);
    FakeInstance.Script fails =
        (inputs, outputs, results) -> {
          ran.add(Tensors.bytesOf(inputs.get(0)));
          throw new ServingException(Reason.EXECUTION_FAILED, "no");
        };
    try (BatchRig rig = new BatchRig(config, BatchRig.padding(false, 20, 64), fails)) {
      rig.add(before);
      rig.add(behind);
      rig.run();
    }
    assertThat(ran.get(0)).isEqualTo(joined(expected));
  }

  private static Tensor rowOf(Tensor tensor) {
    Shape row = Shape.of(1, 2);
    if (tensor.type() == DataType.BYTES) {
      return Tensors.strings("X", row, Tensors.byteStringsOf(tensor).subList(0, 2));
    }
    byte[] bytes = Arrays.copyOf(Tensors.bytesOf(tensor), 2 * tensor.type().byteSize());
    return Tensors.of("X", tensor.type(), row, bytes);
  }

  private static byte[] joined(List<byte[]> parts) {
    ByteBuffer all = ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
    parts.forEach(all::put);
    return all.array();
  }

  @Property(tries = 400)
  void shorterRowsAreFilledUpWithTheirOwnFirstElement(
      @ForAll @IntRange(min = 1, max = 5) int rank,
      @ForAll @Size(min = 2, max = 4)
          List<@Size(value = 6) List<@IntRange(min = 1, max = 3) Integer>> shapes,
      @ForAll long seed) {
    Random random = new Random(seed);
    try (BatchRig rig = rig(DataType.INT16, rank, BatchRig.padding(true, 64))) {
      List<Tensor> sent = new ArrayList<>();
      List<RecordingSink> sinks = new ArrayList<>();
      long[] largest = new long[rank];
      for (List<Integer> dims : shapes) {
        Shape shape = shape(dims.get(5), dims.subList(0, rank));
        for (int i = 0; i < rank; i++) {
          largest[i] = Math.max(largest[i], dims.get(i));
        }
        sent.add(tensor(DataType.INT16, shape, random));
        sinks.add(rig.add(sent.get(sent.size() - 1)));
      }
      assertThat(rig.joins()).isTrue();

      rig.run();

      for (int i = 0; i < sinks.size(); i++) {
        Tensor input = sent.get(i);
        Tensor output = sinks.get(i).response().outputs().get(0);
        assertThat(output.shape()).isEqualTo(Shape.of(largest).withLeading(input.shape().dim(0)));
        assertFilledUp(input, output);
      }
    }
  }

  private static void assertFilledUp(Tensor input, Tensor output) {
    byte[] given = Tensors.bytesOf(input);
    byte[] padded = Tensors.bytesOf(output);
    long[] dims = output.shape().toArray();
    long[] index = new long[dims.length];
    for (int at = 0; at < padded.length; at += 2) {
      int source = 0;
      boolean inside = true;
      for (int i = 0; i < dims.length; i++) {
        inside &= index[i] < input.shape().dim(i);
        source = (int) (source * input.shape().dim(i) + index[i]);
      }
      int expected = inside ? source * 2 : 0;
      assertThat(padded[at]).isEqualTo(given[expected]);
      assertThat(padded[at + 1]).isEqualTo(given[expected + 1]);
      for (int i = dims.length - 1; i >= 0 && ++index[i] == dims[i]; i--) {
        index[i] = 0;
      }
    }
  }

  private static Shape shape(long rows, List<Integer> dims) {
    return Shape.of(
        LongStream.concat(LongStream.of(rows), dims.stream().mapToLong(Integer::longValue))
            .toArray());
  }

  /** Random content in one to three runs of memory, on the heap or off it. */
  private static Tensor tensor(DataType type, Shape shape, Random random) {
    byte[] bytes;
    if (type == DataType.BYTES) {
      List<byte[]> strings = new ArrayList<>();
      for (int i = 0; i < shape.elementCount(); i++) {
        byte[] string = new byte[random.nextInt(5)];
        random.nextBytes(string);
        strings.add(string);
      }
      bytes = Tensors.bytesOf(Tensors.strings("X", shape, strings));
    } else {
      bytes = new byte[Math.toIntExact(shape.elementCount() * type.byteSize())];
      random.nextBytes(bytes);
    }
    int[] cuts = {0, random.nextInt(bytes.length + 1), random.nextInt(bytes.length + 1)};
    cuts[0] = random.nextBoolean() ? 0 : cuts[1];
    Arrays.sort(cuts);
    List<ByteBuffer> runs = new ArrayList<>();
    int from = 0;
    for (int to : new int[] {cuts[1], cuts[2], bytes.length}) {
      byte[] part = Arrays.copyOfRange(bytes, from, to);
      runs.add(
          random.nextBoolean()
              ? ByteBuffer.wrap(part)
              : ByteBuffer.allocateDirect(part.length).put(part).flip());
      from = to;
    }
    boolean whole = random.nextInt(3) == 0;
    TensorBytes content =
        whole
            ? TensorBytes.wrap(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip())
            : TensorBytes.wrap(runs);
    return new Tensor("X", type, shape, content);
  }
}
