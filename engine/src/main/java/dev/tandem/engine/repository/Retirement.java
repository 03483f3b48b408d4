package dev.tandem.engine.repository;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees models that no lookup finds any more. A request may have looked its model up just before,
 * so that a model still takes requests for a while and is freed only after it had none inside; an
 * ensemble sends requests to its parts for as long as it has any itself. Belongs to the
 * repository's thread.
 */
final class Retirement {
  private static final Logger logger = LoggerFactory.getLogger(Retirement.class);

  /**
   * Longer than any door takes from its lookup to handing the request over. Ensembles may take any
   * time, and hold what they are made of.
   */
  static final Duration GRACE = Duration.ofSeconds(2);

  static final long GRACE_NS = GRACE.toNanos();

  /** How often one is looked at that has requests inside, or is held. */
  private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Executor closing;
  private final List<Leaving> leaving = new ArrayList<>();

  private static final class Leaving {
    private final LoadedModel model;
    private final Runnable whenEmpty;
    private boolean toldEmpty;
    private long emptySinceNs;
    private long served;

    Leaving(LoadedModel model, Runnable whenEmpty) {
      this.model = model;
      this.whenEmpty = whenEmpty;
      served = -1;
    }

    /** For how long it must have no request inside. */
    long graceLeftNs(long nowNs) {
      return toldEmpty ? GRACE_NS - (nowNs - emptySinceNs) : 0;
    }
  }

  /**
   * @param closing where models are closed, which may take a while
   */
  Retirement(Executor closing) {
    this.closing = closing;
  }

  /**
   * Frees {@code model} in time.
   *
   * @param whenEmpty told once no request is inside
   */
  void retire(LoadedModel model, Runnable whenEmpty) {
    leaving.add(new Leaving(model, whenEmpty));
  }

  /** How many have not been freed yet. */
  int size() {
    return leaving.size();
  }

  /** Hands over those that have not been freed yet; whoever calls this frees them. */
  List<LoadedModel> leaveToCaller() {
    List<LoadedModel> models = leaving.stream().map(one -> one.model).toList();
    leaving.clear();
    return models;
  }

  /** Looks at those that leave; says when to look again, the far future where none does. */
  long tick(long nowNs) {
    long idleNs = Long.MAX_VALUE;
    Iterator<Leaving> all = leaving.iterator();
    while (all.hasNext()) {
      Leaving one = all.next();
      if (isDone(one, nowNs)) {
        all.remove();
        free(one);
      } else {
        idleNs = Math.min(idleNs, Math.max(LOOK_NS, one.graceLeftNs(nowNs)));
      }
    }
    return idleNs;
  }

  private static boolean isDone(Leaving one, long nowNs) {
    long served = one.model.requestsTaken();
    if (one.model.requestsInside() > 0 || served != one.served) {
      one.served = served;
      one.emptySinceNs = nowNs;
    }
    if (one.model.requestsInside() > 0) {
      return false;
    }
    if (!one.toldEmpty) {
      one.toldEmpty = true;
      one.whenEmpty.run();
    }
    return one.graceLeftNs(nowNs) <= 0 && one.model.refuseHolders();
  }

  private void free(Leaving one) {
    one.model.refuseNew();
    free(one.model);
  }

  /** Frees a model that no lookup ever found, at once. */
  void free(LoadedModel model) {
    closing.execute(() -> close(model));
  }

  private static void close(LoadedModel model) {
    if (!model.close(GRACE_NS)) {
      logger.error(
          "'{}' version {} did not end and keeps its memory", model.name(), model.version());
    }
  }
}
