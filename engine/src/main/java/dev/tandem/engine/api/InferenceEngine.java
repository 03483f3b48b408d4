package dev.tandem.engine.api;

import java.util.List;

/**
 * The one door: every dialect looks models up and runs them here. All methods may be called from
 * any thread and none of them blocks.
 */
public interface InferenceEngine {
  /**
   * The newest version of {@code name} that is ready; throws {@link ServingException} where there
   * is none.
   */
  ServedModel model(String name);

  /**
   * Version {@code version} of {@code name}; throws {@link ServingException} where it is unknown or
   * not ready.
   */
  ServedModel model(String name, long version);

  /**
   * The version of {@code name} that carries {@code label}, ready or not; throws {@link
   * ServingException} where none does.
   */
  long labelledVersion(String name, String label);

  /**
   * Answers {@code request} through {@code sink}: never throws, and answers exactly once, also
   * where the request is refused at once, in which case the answer comes before this returns. The
   * call that it returns is there to give the request up.
   */
  InferCall infer(InferRequest request, ResponseSink sink);

  /** The versions of one model that are ready, oldest first. */
  List<ServedModel> readyVersions(String name);

  /** All versions of all models that are known, by name and then by version. */
  List<ModelVersionStatus> index();

  /** Where models are loaded and unloaded. */
  ModelControl control();

  /** Whether the process answers. */
  boolean isLive();

  /** Whether every model that should serve does. */
  boolean isReady();
}
