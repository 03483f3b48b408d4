package dev.tandem.benchmarks.cases;

import static dev.tandem.benchmarks.cases.Protocol.GRPC;
import static dev.tandem.benchmarks.cases.Protocol.HTTP_BINARY;
import static dev.tandem.benchmarks.cases.Protocol.HTTP_JSON;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tandem.benchmarks.load.SequenceMessages;
import dev.tandem.proto.kserve.InferParameter;
import dev.tandem.proto.kserve.ModelInferRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestBodyTest {
  private static final SampleInput INTS = SampleInput.ints("INPUT0", 3);

  @Test
  void grpcCarriesTheBytesBesideTheirDescription() throws InvalidProtocolBufferException {
    ModelInferRequest message = ModelInferRequest.parseFrom(body(GRPC).bytes());

    assertThat(message.getModelName()).isEqualTo("m");
    assertThat(message.getInputs(0).getShapeList()).containsExactly(1L, 3L);
    assertThat(message.getRawInputContents(0)).isEqualTo(INTS.bytes());
  }

  @Test
  void binaryTensorsComeBehindTheJson() {
    RequestBody body = body(HTTP_BINARY);

    assertThat(body.bytes().substring(0, body.jsonLength()).toStringUtf8())
        .isEqualTo(
            "{\"inputs\":[{\"name\":\"INPUT0\",\"datatype\":\"INT32\",\"shape\":[1,3],"
                + "\"parameters\":{\"binary_data_size\":12}}],"
                + "\"parameters\":{\"binary_data_output\":true}}");
    assertThat(body.bytes().substring(body.jsonLength())).isEqualTo(INTS.bytes());
    assertThat(body.hasBinary()).isTrue();
  }

  @Test
  void jsonHoldsTheValues() {
    RequestBody body = body(HTTP_JSON);

    assertThat(body.bytes().toStringUtf8())
        .isEqualTo(
            "{\"inputs\":[{\"name\":\"INPUT0\",\"datatype\":\"INT32\",\"shape\":[1,3],"
                + "\"data\":[0,1,2]}]}");
    assertThat(body.hasBinary()).isFalse();
  }

  @Test
  void sequencesSayWhereTheyStandInMessagesOfOneLength() {
    BenchCase bench = new BenchCase("case", "m", GRPC, List.of(INTS), 1, 1).ofSequences(3);

    List<SequenceMessages> sequences = RequestBody.ofSequences(bench);

    assertThat(sequences.stream().map(each -> id(each.next()))).doesNotHaveDuplicates().hasSize(3);
    SequenceMessages one = sequences.get(2);
    assertThat(id(one.first())).isEqualTo(id(one.last())).isEqualTo(id(one.next()));
    assertThat(flags(one.first())).containsExactly(true, false);
    assertThat(flags(one.next())).containsExactly(false, false);
    assertThat(flags(one.last())).containsExactly(false, true);
    assertThat(one.first().size()).isEqualTo(sequences.get(0).last().size());
  }

  private static long id(ByteString message) {
    return parameter(message, "sequence_id").getInt64Param();
  }

  private static List<Boolean> flags(ByteString message) {
    return List.of(
        parameter(message, "sequence_start").getBoolParam(),
        parameter(message, "sequence_end").getBoolParam());
  }

  private static InferParameter parameter(ByteString message, String name) {
    try {
      return ModelInferRequest.parseFrom(message).getParametersOrThrow(name);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static RequestBody body(Protocol protocol) {
    return RequestBody.of(new BenchCase("case", "m", protocol, List.of(INTS), 1, 1));
  }
}
