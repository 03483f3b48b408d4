package dev.tandem.benchmarks.micro;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.tandem.benchmarks.cases.BenchCase;
import dev.tandem.benchmarks.cases.Protocol;
import dev.tandem.benchmarks.cases.RequestBody;
import dev.tandem.benchmarks.cases.SampleInput;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.engine.testkit.FakeModel;
import dev.tandem.kserve.shm.SharedMemory;
import dev.tandem.kserve.wire.InferAnswer;
import dev.tandem.kserve.wire.InferMessage;
import dev.tandem.kserve.wire.InferMessageReader;
import dev.tandem.proto.kserve.ModelInferRequest;
import dev.tandem.proto.kserve.ModelInferResponse;
import dev.tandem.proto.kserve.ModelInferResponse.InferOutputTensor;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.protobuf.WireWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * ModelInfer off the wire and onto it. By hand beside the generated classes.
 *
 * <p>{@code make jmh F=ModelInfer ARGS="-prof gc"}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ModelInferBenchmark {
  private static final int CHUNK_BYTES = 8 << 10;

  @Param({"16", "512", "150528"})
  private int floats;

  private byte[] request;
  private ModelInferResponse response;
  private byte[] target;
  private ByteBuffer requestMemory;
  private FakeModel model;
  private InferResponse handResponse;
  private final byte[] chunk = new byte[CHUNK_BYTES];

  @Setup
  public void encodeSample() throws IOException {
    SampleInput input = SampleInput.floats("INPUT", floats);
    request =
        RequestBody.of(new BenchCase("", "id", Protocol.GRPC, List.of(input), 1, 1))
            .bytes()
            .toByteArray();
    response = answer(input.bytes());
    target = new byte[response.getSerializedSize()];
    Expect.that(
        decodeGenerated().getRawInputContents(0).equals(input.bytes()), "the bytes that went in");
    encodeGenerated();
    Expect.that(ModelInferResponse.parseFrom(target).equals(response), "the answer that was made");
    prepareByHand(input.bytes().toByteArray());
  }

  private void prepareByHand(byte[] tensor) throws IOException {
    requestMemory = ByteBuffer.allocateDirect(request.length).put(request).flip();
    model = IdentityModel.of(floats);
    Tensor output =
        new Tensor(
            "OUTPUT",
            DataType.FP32,
            Shape.of(1, floats),
            TensorBytes.wrap(ByteBuffer.allocateDirect(tensor.length).put(tensor).flip()));
    handResponse = new InferResponse(model, "", List.of(output), List.of());
    Expect.that(
        decodeByHand().inputs().get(0).bytes().asOneRun().equals(ByteBuffer.wrap(tensor)),
        "the bytes that went in");
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    encodeByHand(written);
    Expect.that(
        ModelInferResponse.parseFrom(written.toByteArray()).equals(response),
        "the answer that was made");
  }

  private ModelInferResponse answer(ByteString bytes) {
    return ModelInferResponse.newBuilder()
        .setModelName("id")
        .setModelVersion("1")
        .addOutputs(
            InferOutputTensor.newBuilder()
                .setName("OUTPUT")
                .setDatatype("FP32")
                .addShape(1)
                .addShape(floats))
        .addRawOutputContents(bytes)
        .build();
  }

  @Benchmark
  public ModelInferRequest decodeGenerated() throws IOException {
    return ModelInferRequest.parseFrom(request);
  }

  @Benchmark
  public InferRequest decodeByHand() {
    return InferMessageReader.read(
        InferMessage.parse(new WireCursor(requestMemory.duplicate())),
        model,
        SharedMemory.OFF,
        RequestOptions.NO_DEADLINE,
        InferRequest.NOTHING_TO_RELEASE);
  }

  @Benchmark
  public int encodeByHand() throws IOException {
    return encodeByHand(OutputStream.nullOutputStream());
  }

  private int encodeByHand(OutputStream stream) throws IOException {
    InferAnswer answer = new InferAnswer(handResponse);
    WireWriter writer = new WireWriter(stream, chunk);
    answer.writeTo(writer);
    writer.flush();
    return answer.size();
  }

  @Benchmark
  public int encodeGenerated() throws IOException {
    CodedOutputStream output = CodedOutputStream.newInstance(target);
    answer(response.getRawOutputContents(0)).writeTo(output);
    return output.getTotalBytesWritten();
  }
}
