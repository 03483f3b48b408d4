package dev.tandem.benchmarks.micro;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.tandem.benchmarks.cases.SampleInput;
import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.proto.tensorflow.TensorShapeProto;
import dev.tandem.proto.tfserving.ModelSpec;
import dev.tandem.proto.tfserving.PredictRequest;
import dev.tandem.proto.tfserving.PredictResponse;
import java.io.IOException;
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
  private static final ModelSpec MODEL = ModelSpec.newBuilder().setName("id").build();

  @Param({"16", "512", "150528"})
  private int floats;

  private ByteString bytes;
  private byte[] request;
  private byte[] target;

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
  public int encodeGenerated() throws IOException {
    CodedOutputStream output = CodedOutputStream.newInstance(target);
    response().writeTo(output);
    return output.getTotalBytesWritten();
  }
}
