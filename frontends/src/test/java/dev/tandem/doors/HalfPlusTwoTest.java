package dev.tandem.doors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.proto.tensorflow.Example;
import dev.tandem.proto.tensorflow.Feature;
import dev.tandem.proto.tensorflow.Features;
import dev.tandem.proto.tensorflow.FloatList;
import dev.tandem.proto.tfserving.ClassificationRequest;
import dev.tandem.proto.tfserving.ExampleList;
import dev.tandem.proto.tfserving.GetModelMetadataRequest;
import dev.tandem.proto.tfserving.Input;
import dev.tandem.proto.tfserving.ModelSpec;
import dev.tandem.proto.tfserving.PredictionServiceGrpc;
import dev.tandem.proto.tfserving.PredictionServiceGrpc.PredictionServiceBlockingStub;
import dev.tandem.proto.tfserving.RegressionRequest;
import dev.tandem.proto.tfserving.SignatureDefMap;
import dev.tandem.testing.TestServer;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The example of that name, from a base path, with the signatures that lie beside it. */
class HalfPlusTwoTest {
  private static final Path MODEL = Path.of("..", "models", "half_plus_two").toAbsolutePath();

  @Test
  void answersByItsSignatures() throws IOException {
    try (TestServer server =
        TestServer.start("--model_name=half_plus_two", "--model_base_path=" + MODEL.normalize())) {
      ManagedChannel channel =
          ManagedChannelBuilder.forAddress("localhost", server.tfGrpcPort()).usePlaintext().build();
      try {
        PredictionServiceBlockingStub stub = PredictionServiceGrpc.newBlockingStub(channel);

        assertThat(
                stub.regress(
                        RegressionRequest.newBuilder()
                            .setModelSpec(signature("regress_x_to_y"))
                            .setInput(examples(2, 5))
                            .build())
                    .getResult()
                    .getRegressionsList())
            .extracting(regression -> regression.getValue())
            .containsExactly(3f, 4.5f);
        assertThat(
                stub.classify(
                        ClassificationRequest.newBuilder()
                            .setModelSpec(signature("classify_x_to_y"))
                            .setInput(examples(2))
                            .build())
                    .getResult()
                    .getClassifications(0)
                    .getClassesList())
            .extracting(each -> each.getLabel() + each.getScore())
            .containsExactly("3.0");
        SignatureDefMap signatures =
            stub.getModelMetadata(
                    GetModelMetadataRequest.newBuilder()
                        .setModelSpec(signature(""))
                        .addMetadataField("signature_def")
                        .build())
                .getMetadataOrThrow("signature_def")
                .unpack(SignatureDefMap.class);
        assertThat(signatures.getSignatureDefMap())
            .containsOnlyKeys("serving_default", "regress_x_to_y", "classify_x_to_y");
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private static ModelSpec.Builder signature(String name) {
    return ModelSpec.newBuilder().setName("half_plus_two").setSignatureName(name);
  }

  private static Input.Builder examples(float... values) {
    ExampleList.Builder list = ExampleList.newBuilder();
    for (float value : values) {
      Feature x = Feature.newBuilder().setFloatList(FloatList.newBuilder().addValue(value)).build();
      list.addExamples(Example.newBuilder().setFeatures(Features.newBuilder().putFeature("x", x)));
    }
    return Input.newBuilder().setExampleList(list);
  }
}
