package dev.tandem.proto.tfserving;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormat.ParseException;
import com.google.protobuf.UnknownFieldSet;
import dev.tandem.proto.tensorflow.MetaGraphDef;
import dev.tandem.proto.tensorflow.SignatureDef;
import org.junit.jupiter.api.Test;

class WireAndTextTest {

  @Test
  void readsTheTextOfAModelServerConfig() throws ParseException {
    ModelServerConfig config =
        TextFormat.parse(
            """
            model_config_list {
              config {
                name: "half_plus_two"
                base_path: "/models/half_plus_two"
                model_platform: "tensorflow"
                model_version_policy { specific { versions: 1 versions: 2 } }
                version_labels { key: "stable" value: 1 }
                version_labels { key: "canary" value: 2 }
              }
              config { name: "newest" model_version_policy { latest { } } }
            }
            """,
            ModelServerConfig.class);

    ModelConfig labelled = config.getModelConfigList().getConfig(0);
    assertThat(labelled.getModelVersionPolicy().getSpecific().getVersionsList())
        .containsExactly(1L, 2L);
    assertThat(labelled.getVersionLabelsMap())
        .containsEntry("stable", 1L)
        .containsEntry("canary", 2L);
    assertThat(config.getModelConfigList().getConfig(1).getModelVersionPolicy().hasLatest())
        .isTrue();
  }

  @Test
  void tellsVersionZeroFromNoVersion() throws InvalidProtocolBufferException {
    ModelSpec zero = ModelSpec.newBuilder().setVersion(Int64Value.of(0)).build();

    assertThat(ModelSpec.parseFrom(zero.toByteArray()).hasVersion()).isTrue();
    assertThat(ModelSpec.getDefaultInstance().hasVersion()).isFalse();
  }

  @Test
  void findsTheSignaturesInAFullMetaGraph() throws InvalidProtocolBufferException {
    UnknownFieldSet.Field graph =
        UnknownFieldSet.Field.newBuilder()
            .addLengthDelimited(ByteString.copyFromUtf8("a graph"))
            .build();
    MetaGraphDef full =
        MetaGraphDef.newBuilder()
            .putSignatureDef("serving_default", SignatureDef.getDefaultInstance())
            .setUnknownFields(UnknownFieldSet.newBuilder().addField(2, graph).build())
            .build();

    MetaGraphDef read = MetaGraphDef.parseFrom(full.toByteArray());

    assertThat(read.getSignatureDefMap()).containsOnlyKeys("serving_default");
    assertThat(read.getUnknownFields().getField(2)).isEqualTo(graph);
  }
}
