package dev.tandem.engine.backend.onnx;

import ai.onnxruntime.OrtException;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.Backend;
import dev.tandem.engine.backend.BackendModel;
import dev.tandem.engine.model.GraphInfo;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.tensor.NativePool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs ONNX models with ONNX Runtime, which it starts when the first model is opened. */
public final class OnnxBackend implements Backend {
  static final String NAME = "onnxruntime";
  private static final String FILE_IN_FOLDER = "model.onnx";

  private final NativePool pool;
  private final ThreadSettings threads;
  private @Nullable OnnxEnvironment environment;

  /**
   * @param backendConfig {@code intra_op_thread_count} and {@code inter_op_thread_count} are the
   *     defaults of models, or with {@code enable-global-threadpool} the sizes of the one pool that
   *     all models share; what else stands there is left alone
   */
  public OnnxBackend(NativePool pool, Map<String, String> backendConfig) {
    this.pool = pool;
    threads = ThreadSettings.ofBackend(NAME, backendConfig);
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
  public boolean startsThreads(ModelConfig config) {
    if (threads.shared()) {
      return !isStarted();
    }
    ThreadSettings ofModel = threads.overriddenBy(config);
    return ofModel.intraOp() != 1 || ofModel.interOp() != 1;
  }

  @Override
  public BackendModel open(ModelSource source) {
    SessionSettings settings = SessionSettings.of(source.config(), threads);
    try {
      return OnnxSession.open(
          environment(), pool, fileOf(source.path()), source.config(), settings);
    } catch (OrtException e) {
      throw OrtErrors.loading(e);
    }
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
