package dev.tandem.benchmarks.cases;

import static dev.tandem.benchmarks.cases.Protocol.GRPC;
import static dev.tandem.benchmarks.cases.Protocol.HTTP_BINARY;
import static dev.tandem.benchmarks.cases.Protocol.HTTP_JSON;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
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

  private static RequestBody body(Protocol protocol) {
    return RequestBody.of(new BenchCase("case", "m", protocol, List.of(INTS), 1, 1));
  }
}
