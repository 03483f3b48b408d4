package dev.tandem.grpcweb;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallMetadataTest {
  @Test
  void comesBackAsItWent() {
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("X-Mine", "one")
            .add("x-mine", "two")
            .add("X-Trace-Bin", "AAH/");

    Metadata metadata = CallMetadata.of(headers);
    List<String> lines = new ArrayList<>();
    CallMetadata.forEach(metadata, (name, value) -> lines.add(name + "=" + value));

    assertThat(lines).containsExactlyInAnyOrder("x-mine=one", "x-mine=two", "x-trace-bin=AAH/");
    assertThat(metadata.get(Metadata.Key.of("x-trace-bin", Metadata.BINARY_BYTE_MARSHALLER)))
        .containsExactly(0, 1, 0xff);
  }

  @Test
  void leavesOutWhatIsNoMetadata() {
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap().add("x-a-bin", "?").add("x(y)", "z").add("x-b", "c");

    assertThat(CallMetadata.of(headers).keys()).containsExactly("x-b");
  }
}
