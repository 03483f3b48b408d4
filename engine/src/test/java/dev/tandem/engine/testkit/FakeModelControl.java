package dev.tandem.engine.testkit;

import dev.tandem.engine.api.BasePathModel;
import dev.tandem.engine.api.ModelControl;
import dev.tandem.engine.api.ModelLoad;
import dev.tandem.engine.api.ModelUnload;
import dev.tandem.engine.api.ServingException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is asked for, and answers at once as it is told to. */
public final class FakeModelControl implements ModelControl {
  private final List<Object> asked = new CopyOnWriteArrayList<>();
  private volatile Optional<ServingException> failure = Optional.empty();

  /** Fails everything from now on. */
  public void failWith(ServingException value) {
    failure = Optional.of(value);
  }

  /** Each {@link ModelLoad}, {@link ModelUnload} and list of {@link BasePathModel}, in order. */
  public List<Object> asked() {
    return List.copyOf(asked);
  }

  @Override
  public CompletionStage<Void> load(ModelLoad load) {
    return answer(load);
  }

  @Override
  public CompletionStage<Void> unload(ModelUnload unload) {
    return answer(unload);
  }

  @Override
  public CompletionStage<Void> serveBasePaths(List<BasePathModel> models) {
    return answer(models);
  }

  private CompletionStage<Void> answer(Object what) {
    asked.add(what);
    return failure
        .<CompletionStage<Void>>map(CompletableFuture::failedFuture)
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }
}
