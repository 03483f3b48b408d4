package dev.tandem.engine.ensemble;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.schedule.AnswerTimes;
import dev.tandem.engine.schedule.Callers;
import dev.tandem.engine.schedule.FailureKinds;
import dev.tandem.engine.schedule.InFlight;
import dev.tandem.engine.schedule.RequestRules;
import dev.tandem.engine.schedule.Scheduler;
import dev.tandem.engine.stats.ModelCounters;
import dev.tandem.engine.stats.PhaseTimes;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the requests of an ensemble through its steps; it has no threads of its own. */
public final class EnsembleScheduler implements Scheduler {
  private static final Logger logger = LoggerFactory.getLogger(EnsembleScheduler.class);

  private final String name;
  private final Routes routes;
  private final boolean decoupled;
  private final ModelCounters counters;
  private final NanoClock clock;
  private final InFlight inFlight = new InFlight();

  public EnsembleScheduler(
      String name, EnsemblePlan plan, ModelCounters counters, NanoClock clock) {
    this.name = name;
    this.counters = counters;
    this.clock = clock;
    decoupled = plan.isDecoupled();
    routes = new Routes(plan);
  }

  @Override
  public void start() {}

  @Override
  public InferCall submit(InferRequest request, ResponseSink sink) {
    Run run;
    try {
      run = accept(request, sink);
    } catch (ServingException e) {
      Callers.refuse(request, sink, e);
      return InferCall.ANSWERED;
    } catch (RuntimeException | Error e) {
      logger.error("ensemble '{}': request '{}' failed", name, request.id(), e);
      Callers.refuse(
          request, sink, new ServingException(Reason.INTERNAL, "internal error: " + e, e));
      return InferCall.ANSWERED;
    }
    run.start();
    return run;
  }

  private Run accept(InferRequest request, ResponseSink sink) {
    int rows = RequestRules.rowsOf(request);
    Route route = routes.of(request.outputs());
    Run run = route.run(request, new Answer(request, sink, rows, clock.nanoTime()));
    if (!inFlight.enter()) {
      throw InFlight.stopping();
    }
    counters.taken();
    return run;
  }

  /** Counts what became of a request, and tells its caller. */
  private final class Answer implements Run.Ending {
    private final InferRequest request;
    private final ResponseSink sink;
    private final int rows;
    private final long arrivedNs;
    private final @Nullable AnswerTimes answers;

    Answer(InferRequest request, ResponseSink sink, int rows, long arrivedNs) {
      this.request = request;
      this.sink = sink;
      this.rows = rows;
      this.arrivedNs = arrivedNs;
      answers = decoupled ? new AnswerTimes(counters, clock) : null;
      if (answers != null) {
        answers.begin(true, arrivedNs);
      }
    }

    @Override
    public void answered(InferResponse response) {
      if (answers != null) {
        answers.answered(false, clock.nanoTime());
      }
      Callers.answer(request, sink, response, false);
    }

    @Override
    public void succeeded(InferResponse response, StepTimes times) {
      long endNs = clock.nanoTime();
      PhaseTimes phases = times.phasesUpTo(endNs);
      counters.leftQueue();
      counters.executed(rows, phases, System.currentTimeMillis());
      counters.succeeded(rows, arrivedNs, phases.startNs() - times.queueNs(), phases, endNs);
      if (answers != null) {
        answers.answered(response.outputs().isEmpty(), endNs);
      }
      Callers.answer(request, sink, response, true);
      inFlight.leave();
    }

    @Override
    public void failed(ServingException thrown) {
      counters.leftQueue();
      if (answers != null) {
        answers.failed(thrown.reason());
      }
      counters.failed(FailureKinds.of(thrown.reason()), arrivedNs, clock.nanoTime());
      Callers.fail(request, sink, EnsembleAnswers.failure(name, thrown));
      inFlight.leave();
    }
  }

  @Override
  public long requestsInside() {
    return inFlight.count();
  }

  @Override
  public long requestsTaken() {
    return inFlight.entered();
  }

  @Override
  public boolean endSequences(long timeoutNs) {
    return true;
  }

  @Override
  public void refuseNew() {
    inFlight.close();
  }

  @Override
  public boolean stop(long timeoutNs) {
    refuseNew();
    try {
      return inFlight.awaitDrained(timeoutNs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
