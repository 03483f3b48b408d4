package dev.tandem.benchmarks.floor;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.ByteString;
import dev.tandem.benchmarks.cases.Answer;
import dev.tandem.benchmarks.cases.SampleInput;
import dev.tandem.benchmarks.figures.Median;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A model run in this process on one thread, nothing around it: inputs and outputs stay where they
 * are. A process that uses this needs a short command line, which ONNX Runtime reads with
 * recursion.
 */
public final class OrtFloor implements AutoCloseable {
  private static final Duration WARM_UP = Duration.ofMillis(200);
  private static final Duration ROUND = Duration.ofMillis(200);
  private static final int ROUNDS = 3;
  private static final double NANOS_PER_MICRO = 1_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  public OrtFloor(Path model) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      session = environment.createSession(model.toString(), options);
    }
  }

  /** What the model answers. */
  public Answer answer(Iterable<SampleInput> inputs) throws OrtException {
    Map<String, ByteString> outputs = new HashMap<>();
    try (PinnedTensors tensors = PinnedTensors.inputs(environment, inputs, 1);
        OrtSession.Result result = session.run(tensors.byName())) {
      for (Map.Entry<String, OnnxValue> output : result) {
        outputs.put(
            output.getKey(), ByteString.copyFrom(((OnnxTensor) output.getValue()).getByteBuffer()));
      }
    }
    return new Answer(outputs);
  }

  /** The CPU time that one row takes where {@code rows} of them run together. */
  public double cpuMicrosPerRow(Iterable<SampleInput> inputs, int rows) throws OrtException {
    try (PinnedTensors given = PinnedTensors.inputs(environment, inputs, rows);
        PinnedTensors taken = PinnedTensors.outputs(environment, session, given)) {
      run(given, taken, WARM_UP);
      double[] rounds = new double[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        rounds[i] = run(given, taken, ROUND) / rows;
      }
      return Median.of(rounds);
    }
  }

  /** The CPU time of one run in microseconds. */
  private double run(PinnedTensors inputs, PinnedTensors outputs, Duration length)
      throws OrtException {
    long startNs = System.nanoTime();
    long cpuBeforeNs = THREADS.getCurrentThreadCpuTime();
    long runs = 0;
    while (runs == 0 || System.nanoTime() - startNs < length.toNanos()) {
      session.run(inputs.byName(), outputs.byName()).close();
      runs++;
    }
    return (THREADS.getCurrentThreadCpuTime() - cpuBeforeNs) / NANOS_PER_MICRO / runs;
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
