package dev.tandem.engine.repository;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends all models as the server ends: those that ensembles are made of after these, since a request
 * that has begun goes to all of them.
 */
final class FinalStop {
  private static final Logger logger = LoggerFactory.getLogger(FinalStop.class);

  private final ModelRegistry registry;
  private final NanoClock clock;
  private final List<LoadedModel> remaining = new ArrayList<>();

  FinalStop(ModelRegistry registry, NanoClock clock) {
    this.registry = registry;
    this.clock = clock;
  }

  void add(List<LoadedModel> models) {
    remaining.addAll(models);
  }

  /**
   * Refuses new requests, lets those inside finish, and frees the models; false where some still
   * work at the deadline, which are left alone. May be called again after that.
   */
  boolean stop(long deadlineNs) {
    // All at once, so that each has the whole time.
    remaining.stream().filter(FinalStop::endsNow).forEach(LoadedModel::refuseNew);
    // What is open may be finished by its client, as long as there is time.
    remaining.forEach(model -> model.endSequences(leftNs(deadlineNs)));
    boolean some = true;
    while (some) {
      some = closeOuter(deadlineNs);
    }
    for (LoadedModel model : remaining) {
      model.refuseNew();
      logger.warn(
          "'{}' version {} has in-flight inferences, left as it is", model.name(), model.version());
    }
    return remaining.isEmpty();
  }

  /** Whether it has no sequence to end, and no ensemble that may have one needs it. */
  private static boolean endsNow(LoadedModel model) {
    return model.endSequences(0) && !model.isHeld() && !model.config().isEnsemble();
  }

  /** Closes what no ensemble needs any more; whether that was something. */
  private boolean closeOuter(long deadlineNs) {
    List<LoadedModel> outer = remaining.stream().filter(model -> !model.isHeld()).toList();
    outer.forEach(LoadedModel::refuseNew);
    List<LoadedModel> closed = outer.stream().filter(model -> close(model, deadlineNs)).toList();
    return remaining.removeAll(closed);
  }

  private boolean close(LoadedModel model, long deadlineNs) {
    registry.put(model.name(), model.version(), new VersionState.Unloading());
    boolean closed = model.close(leftNs(deadlineNs));
    if (closed) {
      registry.put(model.name(), model.version(), new VersionState.Unloaded());
    }
    return closed;
  }

  private long leftNs(long deadlineNs) {
    return Math.max(0, deadlineNs - clock.nanoTime());
  }
}
