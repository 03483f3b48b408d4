package dev.tandem.benchmarks.models;

/** The {@code config.pbtxt} of the models that a server is measured on. */
final class BenchmarkConfig {
  static final String BATCHING = "dynamic_batching { }\n";
  static final String DELAYED_BATCHING = "dynamic_batching { max_queue_delay_microseconds: 500 }\n";

  static final String SIMPLE =
      """
      name: "simple"
      platform: "onnxruntime_onnx"
      max_batch_size: 8
      input [
        { name: "INPUT0" data_type: TYPE_INT32 dims: [ 16 ] },
        { name: "INPUT1" data_type: TYPE_INT32 dims: [ 16 ] }
      ]
      output [
        { name: "OUTPUT0" data_type: TYPE_INT32 dims: [ 16 ] },
        { name: "OUTPUT1" data_type: TYPE_INT32 dims: [ 16 ] }
      ]
      """
          + runners(1);

  static final String CACHED = "response_cache { enable: true }\n";

  /** Adds up what a sequence sends; many of them may be open for long. */
  static final String SUM =
      floats("sum", 64, 1, "16", "16", "")
          + """
          sequence_batching {
            max_sequence_idle_microseconds: 600000000
            oldest { max_candidate_sequences: 20000 }
            control_input [
              { name: "CONTINUES" control [ { kind: CONTROL_SEQUENCE_START fp32_false_true: [ 1, 0 ] } ] }
            ]
            state [
              { input_name: "SUM_IN" output_name: "SUM_OUT" data_type: TYPE_FP32 dims: [ 16 ] }
            ]
          }
          """;

  /** The model {@code id} three times, one behind the other. */
  static final String ENSEMBLE =
      """
      name: "id3"
      platform: "ensemble"
      max_batch_size: 64
      input [ { name: "INPUT" data_type: TYPE_FP32 dims: [ -1 ] } ]
      output [ { name: "OUTPUT" data_type: TYPE_FP32 dims: [ -1 ] } ]
      ensemble_scheduling { step [
      """
          + step("INPUT", "first")
          + ","
          + step("first", "second")
          + ","
          + step("second", "OUTPUT")
          + "] }\n";

  private BenchmarkConfig() {}

  private static String step(String from, String to) {
    return """
        { model_name: "id" model_version: -1
          input_map { key: "INPUT" value: "%s" } output_map { key: "OUTPUT" value: "%s" } }
        """
        .formatted(from, to);
  }

  /** One input and one output of floats, the batch dimension left out of both. */
  static String floats(
      String name, int maxBatch, int runners, String input, String output, String batching) {
    return """
        name: "%s"
        platform: "onnxruntime_onnx"
        max_batch_size: %d
        input [ { name: "INPUT" data_type: TYPE_FP32 dims: [ %s ] } ]
        output [ { name: "OUTPUT" data_type: TYPE_FP32 dims: [ %s ] } ]
        """
            .formatted(name, maxBatch, input, output)
        + runners(runners)
        + batching;
  }

  private static String runners(int count) {
    return """
        instance_group [ { count: %d kind: KIND_CPU } ]
        parameters { key: "intra_op_thread_count" value: { string_value: "1" } }
        """
        .formatted(count);
  }
}
