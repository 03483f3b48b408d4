package dev.tandem.server;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;

/**
 * What is TensorFlow Serving's own.
 *
 * @param served whether its calls are answered, on whatever port
 * @param batching of models under base paths
 * @param backendThreads parameters for a backend, where the flags name numbers of threads
 * @param asTensorContent whether Predict answers in runs of bytes
 */
public record TfServingOptions(
    boolean served,
    BatchingOptions batching,
    Map<String, String> backendThreads,
    boolean asTensorContent) {
  private static final String INTRA_OP = "intra_op_thread_count";
  private static final String INTER_OP = "inter_op_thread_count";

  public TfServingOptions {
    requireNonNull(batching, "batching");
    backendThreads = Map.copyOf(backendThreads);
  }

  static TfServingOptions read(FlagValues flags) throws StartFailure {
    return new TfServingOptions(
        flags.get(ServeFlags.ALLOW_TF_SERVING),
        BatchingOptions.read(flags),
        backendThreads(
            flags.get(TfServingFlags.SESSION_PARALLELISM),
            flags.get(TfServingFlags.INTRA_OP_PARALLELISM),
            flags.get(TfServingFlags.INTER_OP_PARALLELISM)),
        flags.get(TfServingFlags.AS_TENSOR_CONTENT));
  }

  private static Map<String, String> backendThreads(int session, int intraOp, int interOp)
      throws StartFailure {
    if (session > 0 && intraOp > 0 && interOp > 0) {
      throw StartFailure.ofTfServing(
          "INVALID_ARGUMENT: tensorflow_session_parallelism, tensorflow_intra_op_parallelism and"
              + " tensorflow_inter_op_parallelism are all set (expected: the first alone, or the"
              + " other two)");
    }
    Map<String, String> threads = new HashMap<>();
    put(threads, INTRA_OP, intraOp > 0 ? intraOp : session);
    put(threads, INTER_OP, interOp > 0 ? interOp : session);
    return threads;
  }

  private static void put(Map<String, String> threads, String parameter, int count) {
    if (count > 0) {
      threads.put(parameter, Integer.toString(count));
    }
  }
}
