package dev.tandem.engine.api;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Changes which models serve. All methods may be called from any thread and none of them blocks;
 * what they return completes on a thread of the engine, or fails with a {@link ServingException}.
 */
public interface ModelControl {
  /**
   * Loads a model of the repositories anew. Completes once what was asked for serves; where it
   * fails, what served before still does.
   */
  CompletionStage<Void> load(ModelLoad load);

  /**
   * Unloads a model, or one version of it. Completes as soon as nothing new reaches it: what is
   * inside is finished, and then its memory is given back. A model that is not loaded is no error.
   */
  CompletionStage<Void> unload(ModelUnload unload);

  /**
   * Serves exactly {@code models} from base paths from now on, beside the models of the
   * repositories. Completes once each model that is new has a version that serves or has failed;
   * where the list itself is not in order, nothing changes.
   */
  CompletionStage<Void> serveBasePaths(List<BasePathModel> models);
}
