package dev.tandem.engine.backend.onnx;

import ai.onnxruntime.OrtException;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.Backend;
import dev.tandem.engine.backend.BackendModel;
import dev.tandem.engine.backend.GpuSupport;
import dev.tandem.engine.gpu.GpuProbe;
import dev.tandem.engine.model.Device;
import dev.tandem.engine.model.GraphInfo;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.tensor.NativePool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;

/** Runs ONNX models with ONNX Runtime, which it starts when the first model is opened. */
public final class OnnxBackend implements Backend {
  static final String NAME = "onnxruntime";
  private static final String FILE_IN_FOLDER = "model.onnx";

  private final NativePool pool;
  private final ThreadSettings threads;
  private final OnnxGpus gpus;
  private @Nullable OnnxEnvironment environment;

  /**
   * @param backendConfig {@code intra_op_thread_count} and {@code inter_op_thread_count} are the
   *     defaults of models, or with {@code enable-global-threadpool} the sizes of the one pool that
   *     all models share; what else stands there is left alone
   */
  public OnnxBackend(NativePool pool, Map<String, String> backendConfig) {
    this(pool, backendConfig, new GpuProbe(null));
  }

  /**
   * As {@link #OnnxBackend(NativePool, Map)}.
   *
   * @param probe for what there is to run models on GPUs with
   */
  public OnnxBackend(NativePool pool, Map<String, String> backendConfig, GpuProbe probe) {
    this.pool = pool;
    threads = ThreadSettings.ofBackend(NAME, backendConfig);
    gpus =
        new OnnxGpus(probe::report, probe::pageLocks, new AdditionTrial(this::environment), pool);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<GraphInfo> describe(Path model) {
    Path file = fileOf(model);
    try {
      return Optional.of(OnnxGraphReader.read(file));
    } catch (OnnxFormatException e) {
      throw new ServingException(
          Reason.INTERNAL, "model file '" + file + "': " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new ServingException(
          Reason.MODEL_NOT_FOUND, "unable to find '" + file + "', the file of the model", e);
    } catch (IOException e) {
      throw new ServingException(
          Reason.INTERNAL, "model file '" + file + "' cannot be read: " + e, e);
    }
  }

  /** ONNX Runtime plans its memory and packs what it can in the first run. */
  @Override
  public boolean isSlowAtFirst() {
    return true;
  }

  @Override
  public GpuSupport gpus() {
    return gpus.support();
  }

  /** A GPU brings the driver's threads. */
  @Override
  public boolean startsThreads(ModelConfig config) {
    if (config.devices().stream().anyMatch(device -> device instanceof Device.Gpu)) {
      return true;
    }
    if (threads.shared()) {
      return !isStarted();
    }
    ThreadSettings ofModel = threads.overriddenBy(config);
    return ofModel.intraOp() != 1 || ofModel.interOp() != 1;
  }

  @Override
  public BackendModel open(ModelSource source) {
    List<Device> devices = source.config().devices().stream().distinct().toList();
    boolean onGpu = devices.stream().anyMatch(device -> device instanceof Device.Gpu);
    NativePool memory = onGpu ? gpus.batchMemory() : pool;
    Map<Device, OnnxSession> sessions = new HashMap<>();
    try {
      for (Device device : devices) {
        sessions.put(device, open(source, device, memory));
      }
      return new OnnxModel(sessions, memory);
    } catch (OrtException e) {
      CloseHelper.quietCloseAll(sessions.values());
      throw OrtErrors.loading(e);
    } catch (RuntimeException | Error e) {
      CloseHelper.quietCloseAll(sessions.values());
      throw e;
    }
  }

  private OnnxSession open(ModelSource source, Device device, NativePool memory)
      throws OrtException {
    SessionSettings settings = SessionSettings.of(source.config(), threads, device);
    if (settings.usesTensorRt()) {
      gpus.requireTensorRt(source.name());
    }
    return OnnxSession.open(
        environment(), memory, fileOf(source.path()), source.config(), settings);
  }

  private synchronized OnnxEnvironment environment() {
    if (environment == null) {
      environment = OnnxEnvironment.create(threads);
    }
    return environment;
  }

  private synchronized boolean isStarted() {
    return environment != null;
  }

  private static Path fileOf(Path model) {
    return Files.isDirectory(model) ? model.resolve(FILE_IN_FOLDER) : model;
  }
}
