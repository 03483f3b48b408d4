package dev.tandem.tfserving.config;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.ModelState;
import dev.tandem.engine.api.ModelVersionStatus;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.status.StageFailure;
import dev.tandem.status.TfServingStatus;
import dev.tandem.tfserving.wire.TfServingException;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Serves one list of models in place of the one before. May be asked by any thread; the list that
 * is served is written by whichever thread of the engine ends a change.
 */
public final class BasePathReload {
  private final InferenceEngine engine;
  private volatile BasePathConfig served;

  /** {@code served} is what the engine was started with. */
  public BasePathReload(InferenceEngine engine, BasePathConfig served) {
    this.engine = engine;
    this.served = served;
  }

  /**
   * Completes once each model that is new serves; throws, or fails with, {@link TfServingException}
   * where the list is refused or a new model does not come up.
   */
  public CompletionStage<Void> apply(BasePathConfig next) {
    BasePathConfig before = served;
    next.requirePlatformsOf(before);
    return engine
        .control()
        .serveBasePaths(next.models())
        .handle(
            (done, failure) -> {
              Optional<Throwable> cause = Optional.ofNullable(failure).map(StageFailure::cause);
              if (cause.isPresent() && !isOfModel(cause.get())) {
                throw refusal(cause.get());
              }
              served = next;
              return cause;
            })
        .thenAccept(
            cause -> {
              requireAvailable(next.newIn(before));
              cause.ifPresent(
                  thrown -> {
                    throw refusal(thrown);
                  });
            });
  }

  /** Whether a model is at fault, so that the list is in force all the same. */
  private static boolean isOfModel(Throwable cause) {
    return cause instanceof ServingException failure
        && (failure.reason() == Reason.LOAD_FAILED || failure.reason() == Reason.NOT_IN_REPOSITORY);
  }

  private static RuntimeException refusal(Throwable cause) {
    if (cause instanceof ServingException failure) {
      return new TfServingException(TfServingStatus.code(failure.reason()), failure.text());
    }
    return cause instanceof RuntimeException fault ? fault : new IllegalStateException(cause);
  }

  private void requireAvailable(List<String> names) {
    List<ModelVersionStatus> index = names.isEmpty() ? List.of() : engine.index();
    List<ModelVersionStatus> failed = new ArrayList<>();
    for (String name : names) {
      firstFailure(index, name).ifPresent(failed::add);
    }
    if (failed.isEmpty()) {
      return;
    }
    throw new TfServingException(Status.Code.UNKNOWN, UnavailableVersions.text("model(s)", failed));
  }

  /** Why no version of a model serves; nothing where one does or none has failed. */
  private static Optional<ModelVersionStatus> firstFailure(
      List<ModelVersionStatus> index, String name) {
    List<ModelVersionStatus> versions =
        index.stream().filter(status -> status.model().equals(name)).toList();
    boolean serves = versions.stream().anyMatch(status -> status.state() == ModelState.READY);
    return serves
        ? Optional.empty()
        : versions.stream().filter(status -> status.failure().isPresent()).findFirst();
  }
}
