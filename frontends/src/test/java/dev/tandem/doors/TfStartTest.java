package dev.tandem.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.testkit.SampleRepository;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.testing.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a server comes up with a command line of TensorFlow Serving's. */
class TfStartTest {
  private static final String CONFIG =
      """
      backend: 'identity' max_batch_size: 4
      input { name: 'X' data_type: TYPE_FP32 dims: -1 }
      output { name: 'Y' data_type: TYPE_FP32 dims: -1 }
      """;

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // set before each test
  private SampleRepository disk;

  @BeforeEach
  void layOut() {
    disk = new SampleRepository(folder);
    disk.model("m", CONFIG, 1).file("saved/1/saved_model.pb", "graph");
  }

  private String refusal() {
    return "a TensorFlow SavedModel is served once it is converted to ONNX: python -m"
        + " tf2onnx.convert --saved-model "
        + folder.resolve("saved/1")
        + " --output "
        + folder.resolve("saved/1/model.onnx");
  }

  private String config(String... names) {
    StringBuilder text = new StringBuilder("model_config_list {");
    for (String name : names) {
      text.append(" config { name: '")
          .append(name)
          .append("' base_path: '")
          .append(folder.resolve(name))
          .append("' model_platform: 'tensorflow' }");
    }
    disk.file("models.config", text.append(" }").toString());
    return "--model_config_file=" + folder.resolve("models.config");
  }

  @Test
  void servesWhatItCanBesideASavedModel() throws Exception {
    try (TestServer server = TestServer.start(config("m", "saved"));
        TfCalls calls = new TfCalls(server)) {
      assertThat(calls.predict(2)).isEqualTo("OK");
      assertThat(calls.get("/v1/models/saved"))
          .contains("\"END\"")
          .contains("\"UNIMPLEMENTED\"")
          .contains("tf2onnx.convert --saved-model");
    }
  }

  @Test
  void doesNotStartWhereThereIsNothingElse() {
    assertThatThrownBy(() -> TestServer.start(config("saved")))
        .hasRootCauseMessage(
            "Failed to start server. Error: UNKNOWN: 1 servable(s) did not become available:"
                + " {{{name: saved version: 1} due to error: UNIMPLEMENTED: Unsupported: "
                + refusal()
                + "}, }");
  }

  @Test
  void endsWhereAModelFailedUnlessItIsTriedAgain() {
    disk.file("bad/1/model.onnx", "no graph");

    assertThatThrownBy(() -> TestServer.start(config("m", "bad"), "--max_num_load_retries=0"))
        .rootCause()
        .hasMessageStartingWith(
            "Failed to start server. Error: UNKNOWN: 1 servable(s) did not become available:"
                + " {{{name: bad version: 1} due to error: ");
    try (TestServer server = TestServer.start(config("m", "bad"));
        TfCalls calls = new TfCalls(server)) {
      assertThat(calls.predict(2)).isEqualTo("OK");
    }
  }

  @Test
  void endsWhereAVersionFailedBesideOthersOfItsModel() {
    disk.file("m/2/batching_params.pbtxt", "max_batch_size { value: 4 } allowed_batch_sizes: 2")
        .file(
            "all.config",
            "model_config_list { config { name: 'm' base_path: '"
                + folder.resolve("m")
                + "' model_platform: 'tensorflow' model_version_policy { all {} } } }");

    assertThatThrownBy(
            () ->
                TestServer.start(
                    "--model_config_file=" + folder.resolve("all.config"),
                    "--enable_batching",
                    "--enable_per_model_batching_parameters",
                    "--max_num_load_retries=0"))
        .rootCause()
        .hasMessageStartingWith(
            "Failed to start server. Error: UNKNOWN: 1 servable(s) did not become available:"
                + " {{{name: m version: 2} due to error: ");
  }

  @Test
  void refusesAFileOfParametersThatNothingUses() {
    assertThatThrownBy(() -> TestServer.start(config("m"), "--batching_parameters_file=f"))
        .hasRootCauseMessage(
            "Failed to start server. Error: INVALID_ARGUMENT:"
                + " server_options.batching_parameters_file is set without setting"
                + " server_options.enable_batching to true.");
    assertThatThrownBy(
            () ->
                TestServer.start(
                    config("m"), "--enable_batching", "--batching_parameters_file=/nowhere"))
        .rootCause()
        .hasMessageStartingWith(
            "Failed to start server. Error: INVALID_ARGUMENT: Invalid protobuf file: '/nowhere'");
  }

  @Test
  void answersInTensorContentWhereItIsToldTo() {
    try (TestServer server =
            TestServer.start(config("m"), "--enable_serialization_as_tensor_content");
        TfCalls calls = new TfCalls(server)) {
      TensorProto y = calls.stub().predict(TfCalls.request(2)).getOutputsOrThrow("Y");

      assertThat(y.getFloatValList()).isEmpty();
      assertThat(y.getTensorContent().size()).isEqualTo(2 * Float.BYTES);
    }
  }
}
