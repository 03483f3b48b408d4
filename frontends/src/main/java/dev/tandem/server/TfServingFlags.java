package dev.tandem.server;

import static dev.tandem.server.Tier.RARE;

import java.util.List;

/** TensorFlow Serving's flags for how models under base paths run and answer. */
final class TfServingFlags {
  static final Flag<Integer> SESSION_PARALLELISM =
      parallelism(
          "--tensorflow_session_parallelism",
          "Threads of ONNX Runtime for models under base paths, within and across operators; 0"
              + " leaves that to the backend.");
  static final Flag<Integer> INTRA_OP_PARALLELISM =
      parallelism("--tensorflow_intra_op_parallelism", "The same within operators.");
  static final Flag<Integer> INTER_OP_PARALLELISM =
      parallelism("--tensorflow_inter_op_parallelism", "The same across operators.");
  static final Flag<Boolean> AS_TENSOR_CONTENT =
      Flag.of(
          "--enable_serialization_as_tensor_content",
          RARE,
          FlagType.bool(),
          "false",
          "Predict over gRPC answers with tensor_content in place of typed fields.");

  static final List<Flag<?>> ALL =
      List.of(SESSION_PARALLELISM, INTRA_OP_PARALLELISM, INTER_OP_PARALLELISM, AS_TENSOR_CONTENT);

  private TfServingFlags() {}

  private static Flag<Integer> parallelism(String name, String text) {
    return Flag.of(name, RARE, FlagType.count(0), "0", text);
  }
}
