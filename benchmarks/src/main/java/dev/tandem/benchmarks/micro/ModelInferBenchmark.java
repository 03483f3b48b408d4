package dev.tandem.benchmarks.micro;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.tandem.benchmarks.cases.BenchCase;
import dev.tandem.benchmarks.cases.Protocol;
import dev.tandem.benchmarks.cases.RequestBody;
import dev.tandem.benchmarks.cases.SampleInput;
import dev.tandem.proto.kserve.ModelInferRequest;
import dev.tandem.proto.kserve.ModelInferResponse;
import dev.tandem.proto.kserve.ModelInferResponse.InferOutputTensor;
import java.io.IOException;
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
 * ModelInfer off the wire and onto it. The generated classes are the floor to be below.
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
  @Param({"16", "512", "150528"})
  private int floats;

  private byte[] request;
  private ModelInferResponse response;
  private byte[] target;

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
  public int encodeGenerated() throws IOException {
    CodedOutputStream output = CodedOutputStream.newInstance(target);
    answer(response.getRawOutputContents(0)).writeTo(output);
    return output.getTotalBytesWritten();
  }
}
