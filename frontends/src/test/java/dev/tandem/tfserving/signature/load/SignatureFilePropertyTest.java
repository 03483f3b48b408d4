package dev.tandem.tfserving.signature.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.proto.tensorflow.SignatureDef;
import dev.tandem.proto.tensorflow.TensorInfo;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.proto.tfserving.SignatureDefMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class SignatureFilePropertyTest {
  @Property
  void readsWhatIsPrinted(
      @ForAll @NotEmpty String name,
      @ForAll String method,
      @ForAll @Size(max = 4) Map<@StringLength(max = 8) String, String> tensors) {
    SignatureDefMap map = map(name, method, tensors);

    assertThat(SignatureFile.parse(TextFormat.printer().printToString(map)))
        .isEqualTo(map.getSignatureDefMap());
  }

  @Property
  void neverBreaksOnText(
      @ForAll @StringLength(max = 40) String junk, @ForAll @IntRange(max = 400) int at) {
    String good = TextFormat.printer().printToString(map("s", "m", Map.of("a", "x", "b", "y")));
    int place = Math.min(at, good.length());

    assertReadsOrRefuses(junk);
    assertReadsOrRefuses(good.substring(0, place) + junk + good.substring(place));
    assertReadsOrRefuses(good.substring(0, place));
  }

  private static void assertReadsOrRefuses(String text) {
    try {
      assertThat(SignatureFile.parse(text)).isNotEmpty();
    } catch (ServingException e) {
      assertThat(e.reason()).isEqualTo(Reason.INVALID_REQUEST);
      assertThat(e.text()).startsWith("signatures.pbtxt: ").doesNotContain("\n");
    }
  }

  private static SignatureDefMap map(String name, String method, Map<String, String> tensors) {
    SignatureDef.Builder def = SignatureDef.newBuilder().setMethodName(method);
    tensors.forEach(
        (alias, tensor) -> {
          def.putInputs(alias, TensorInfo.newBuilder().setName(tensor).build());
          def.putOutputs(
              alias, TensorInfo.newBuilder().setName(tensor).setDtype(DataType.DT_HALF).build());
          def.putDefaults(
              alias, TensorProto.newBuilder().setDtype(DataType.DT_FLOAT).addFloatVal(2).build());
        });
    return SignatureDefMap.newBuilder().putSignatureDef(name, def.build()).build();
  }
}
