package dev.tandem.benchmarks.micro;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.tandem.benchmarks.cases.SampleInput;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.engine.testkit.FakeModel;
import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.proto.tensorflow.TensorShapeProto;
import dev.tandem.proto.tfserving.ModelSpec;
import dev.tandem.proto.tfserving.PredictRequest;
import dev.tandem.proto.tfserving.PredictResponse;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.protobuf.WireWriter;
import dev.tandem.tfserving.example.SerializedExamples;
import dev.tandem.tfserving.signature.GraphSignature;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.wire.InputRoom;
import dev.tandem.tfserving.wire.PredictAnswer;
import dev.tandem.tfserving.wire.PredictDecoder;
import dev.tandem.tfserving.wire.PredictMessage;
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
 * Predict off the wire and onto it, with the tensor as bytes. The generated classes are the floor
 * to be below.
 *
 * <p>{@code make jmh F=Predict ARGS="-prof gc"}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PredictBenchmark {
  private static final int CHUNK_BYTES = 8 << 10;
  private static final long RETAINED_BYTES = 64L << 20;
  private static final ModelSpec MODEL = ModelSpec.newBuilder().setName("id").build();

  @Param({"16", "512", "150528"})
  private int floats;

  private ByteString bytes;
  private byte[] request;
  private byte[] target;
  private ByteBuffer requestMemory;
  private FakeModel model;
  private Signature signature;
  private InferResponse handResponse;
  private final InputRoom room =
      new InputRoom(
          new NativePool(RETAINED_BYTES), new ByteBudget(Long.MAX_VALUE), Integer.MAX_VALUE);
  private final PredictDecoder decoder = new PredictDecoder(SerializedExamples::inputs);
  private final byte[] chunk = new byte[CHUNK_BYTES];

  @Setup
  public void encodeSample() throws IOException {
    bytes = SampleInput.floats("INPUT", floats).bytes();
    request =
        PredictRequest.newBuilder()
            .setModelSpec(MODEL)
            .putInputs("INPUT", tensor())
            .build()
            .toByteArray();
    PredictResponse response = response();
    target = new byte[response.getSerializedSize()];
    Expect.that(
        decodeGenerated().getInputsOrThrow("INPUT").getTensorContent().equals(bytes),
        "the bytes that went in");
    encodeGenerated();
    Expect.that(PredictResponse.parseFrom(target).equals(response), "the answer that was made");
    prepareByHand(bytes.toByteArray());
  }

  private void prepareByHand(byte[] values) throws IOException {
    requestMemory = ByteBuffer.allocateDirect(request.length).put(request).flip();
    Shape shape = Shape.of(1, floats);
    model = IdentityModel.of(floats);
    signature = GraphSignature.of(model.inputs(), model.outputs());
    Tensor output =
        new Tensor(
            "OUTPUT",
            dev.tandem.engine.tensor.DataType.FP32,
            shape,
            TensorBytes.wrap(ByteBuffer.allocateDirect(values.length).put(values).flip()));
    handResponse = new InferResponse(model, "", List.of(output), List.of());
    Expect.that(
        decodeByHand().inputs().get(0).bytes().asOneRun().equals(ByteBuffer.wrap(values)),
        "the bytes that went in");
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    encodeByHand(written);
    PredictResponse answer = PredictResponse.parseFrom(written.toByteArray());
    Expect.that(answer.getOutputsOrThrow("OUTPUT").getTensorContent().equals(bytes), "the answer");
  }

  private TensorProto tensor() {
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_FLOAT)
        .setTensorShape(
            TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dim.newBuilder().setSize(1))
                .addDim(TensorShapeProto.Dim.newBuilder().setSize(floats)))
        .setTensorContent(bytes)
        .build();
  }

  private PredictResponse response() {
    return PredictResponse.newBuilder().setModelSpec(MODEL).putOutputs("OUTPUT", tensor()).build();
  }

  @Benchmark
  public PredictRequest decodeGenerated() throws IOException {
    return PredictRequest.parseFrom(request);
  }

  @Benchmark
  public InferRequest decodeByHand() {
    return decoder.decode(
        PredictMessage.parse(new WireCursor(requestMemory.duplicate())),
        model,
        signature,
        RequestOptions.NONE,
        room.forMessage(requestMemory.remaining(), true),
        InferRequest.NOTHING_TO_RELEASE);
  }

  @Benchmark
  public int encodeByHand() throws IOException {
    return encodeByHand(OutputStream.nullOutputStream());
  }

  private int encodeByHand(OutputStream stream) throws IOException {
    PredictAnswer answer = new PredictAnswer(handResponse, signature, true);
    WireWriter writer = new WireWriter(stream, chunk);
    answer.writeTo(writer);
    writer.flush();
    return answer.size();
  }

  @Benchmark
  public int encodeGenerated() throws IOException {
    CodedOutputStream output = CodedOutputStream.newInstance(target);
    response().writeTo(output);
    return output.getTotalBytesWritten();
  }
}
