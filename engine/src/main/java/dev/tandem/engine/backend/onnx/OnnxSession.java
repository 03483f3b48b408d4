package dev.tandem.engine.backend.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.tandem.engine.backend.BackendInstance;
import dev.tandem.engine.backend.OutputOrder;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Tensor;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A loaded model version on one device: its instances share the weights. */
final class OnnxSession implements AutoCloseable {
  private final OnnxEnvironment environment;
  private final NativePool pool;
  private final OrtSession session;
  private final OrtSession.SessionOptions options;
  private final String model;
  private final boolean batches;
  private final boolean keepsSeen;
  private final Optional<String> arenaShrinkage;
  private final List<OutputSpec> outputs;
  private int openInstances;
  private boolean closed;

  private OnnxSession(
      OnnxEnvironment environment,
      NativePool pool,
      ModelConfig config,
      SessionSettings settings,
      OrtSession.SessionOptions options,
      OrtSession session)
      throws OrtException {
    this.environment = environment;
    this.pool = pool;
    this.options = options;
    this.session = session;
    model = config.name();
    batches = config.maxBatchSize() > 0;
    keepsSeen = settings.providers().isEmpty();
    arenaShrinkage = settings.arenaShrinkage();
    Set<String> inputs = new HashSet<>(session.getInputNames());
    config.inputs().stream().map(ModelInput::name).forEach(inputs::add);
    outputs =
        session.getOutputInfo().values().stream()
            .map(output -> spec(output, inputs.contains(output.getName()), batches))
            .sorted(Comparator.comparing(OutputSpec::name, OutputOrder.BY_NAME))
            .toList();
  }

  /**
   * @param pool for outputs
   */
  static OnnxSession open(
      OnnxEnvironment environment,
      NativePool pool,
      Path file,
      ModelConfig config,
      SessionSettings settings)
      throws OrtException {
    try {
      return openAsSet(environment, pool, file, config, settings);
    } catch (OrtException e) {
      Optional<SessionSettings> plain = settings.withoutProfiles();
      if (plain.isPresent() && OrtErrors.isProfileTooSmall(e)) {
        return openAsSet(environment, pool, file, config, plain.get());
      }
      throw e;
    }
  }

  private static OnnxSession openAsSet(
      OnnxEnvironment environment,
      NativePool pool,
      Path file,
      ModelConfig config,
      SessionSettings settings)
      throws OrtException {
    OrtSession.SessionOptions options = settings.toOptions(file);
    OrtSession session = null;
    try {
      session = environment.ort().createSession(file.toString(), options);
      return new OnnxSession(environment, pool, config, settings, options, session);
    } catch (OrtException | RuntimeException e) {
      if (session != null) {
        session.close();
      }
      options.close();
      throw e;
    }
  }

  synchronized BackendInstance newInstance() {
    if (closed) {
      throw new IllegalStateException("model '" + model + "': used after it was closed");
    }
    try {
      BackendInstance instance = new OnnxInstance(this, runOptions());
      openInstances++;
      return instance;
    } catch (OrtException e) {
      throw OrtErrors.loading(e);
    }
  }

  synchronized void instanceClosed() {
    openInstances--;
  }

  @Override
  public synchronized void close() {
    if (openInstances > 0) {
      // A run in flight would bring the whole process down.
      throw new IllegalStateException("model '" + model + "': closed before its instances");
    }
    if (closed) {
      return;
    }
    closed = true;
    try {
      session.close();
    } catch (OrtException e) {
      throw OrtErrors.loading(e);
    } finally {
      options.close();
    }
  }

  String model() {
    return model;
  }

  Inputs inputs() {
    return new Inputs(environment, batches);
  }

  Outputs outputs() {
    List<OutputSlot> slots =
        outputs.stream()
            .map(spec -> new OutputSlot(spec, batches, keepsSeen, environment, pool))
            .toList();
    return new Outputs(model, slots, environment.access().pinned());
  }

  /** The rows of a run over {@code inputs}; of no meaning to a model that does not batch. */
  long rowsOf(List<Tensor> inputs) {
    boolean hasRows = batches && !inputs.isEmpty() && inputs.get(0).shape().rank() > 0;
    return hasRows ? inputs.get(0).shape().dim(0) : 0;
  }

  void run(OrtSession.RunOptions runOptions, Inputs inputs, Outputs outputs) throws OrtException {
    environment.access().run(session, runOptions, inputs, outputs);
  }

  private OrtSession.RunOptions runOptions() throws OrtException {
    OrtSession.RunOptions runOptions = new OrtSession.RunOptions();
    try {
      // A run that fails says why in its exception; the log is for what nobody else is told.
      runOptions.setLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      if (arenaShrinkage.isPresent()) {
        runOptions.addRunConfigEntry(ArenaShrinkage.KEY, arenaShrinkage.get());
      }
      return runOptions;
    } catch (OrtException e) {
      runOptions.close();
      throw e;
    }
  }

  private static OutputSpec spec(NodeInfo output, boolean isInput, boolean batches) {
    return OutputSpec.of(output.getName(), output.getInfo(), isInput, batches);
  }
}
