package dev.tandem.engine.ensemble;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.ensemble.EnsemblePlan.PlannedStep;
import dev.tandem.engine.schedule.Callers;
import dev.tandem.engine.stats.PhaseTimes;
import dev.tandem.engine.stats.TimesListener;
import dev.tandem.engine.tensor.Lease;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the steps of an ensemble. A step is submitted as soon as all that
 * it takes is there; tensors stay where they were computed until the last step that takes them has
 * given them back. Any thread may tell what became of a step; what is remembered is under this
 * object's lock, and nobody else's code runs under it.
 */
final class EnsembleRun implements Run {
  private final InferRequest request;
  private final Selection selection;
  private final Ending ending;

  private final Values values;
  private final InferResponse[] responses;
  private final InferCall[] calls;

  /** How many steps each step still waits for. */
  private final int[] missing;

  /** Who holds the tensors of each step: the steps that take them, and the answer. */
  private final int[] holders;

  /** Who holds the tensors of the request. */
  private int requestHolders;

  private int unanswered;
  private int unsubmitted;
  private boolean ended;
  private @Nullable ServingException failure;
  private @Nullable Reason givenUpFor;
  private final StepTimes times = new StepTimes();

  EnsembleRun(InferRequest request, Selection selection, Ending ending) {
    this.request = request;
    this.selection = selection;
    this.ending = ending;
    int steps = selection.plan.steps().size();
    values = new Values(selection.plan.tensors());
    responses = new InferResponse[steps];
    calls = new InferCall[steps];
    missing = selection.missing.clone();
    holders = selection.holders.clone();
    unsubmitted = selection.steps.cardinality();
    requestHolders = selection.requestConsumers.cardinality();
    values.put(selection.plan.inputs(), request.inputs());
  }

  @Override
  public void start() {
    List<Integer> ready = new ArrayList<>();
    synchronized (this) {
      for (int step = selection.steps.nextSetBit(0);
          step >= 0;
          step = selection.steps.nextSetBit(step + 1)) {
        if (missing[step] == 0) {
          ready.add(step);
        }
      }
      unsubmitted -= ready.size();
      unanswered += ready.size();
    }
    if (requestHolders == 0) {
      Callers.release(request);
    }
    ready.forEach(this::submit);
  }

  private void submit(int step) {
    PlannedStep planned = selection.plan.steps().get(step);
    InferRequest part =
        new InferRequest(
            planned.model(),
            request.id(),
            values.get(planned.inputs()),
            selection.stepOutputs.get(step),
            request.options(),
            () -> giveBack(step));
    InferCall call = planned.model().submit(part, new StepSink(step));
    Reason reason;
    synchronized (this) {
      calls[step] = call;
      reason = givenUpFor;
    }
    if (reason != null) {
      call.cancel(reason);
    }
  }

  /** Hears what becomes of one step, whose model is not decoupled and so gives one answer. */
  private final class StepSink implements ResponseSink, TimesListener {
    private final int step;
    private boolean gaveMore;

    StepSink(int step) {
      this.step = step;
    }

    @Override
    public void onTimes(long arrivedNs, PhaseTimes phases) {
      synchronized (EnsembleRun.this) {
        times.add(arrivedNs, phases);
      }
    }

    @Override
    public void onResponse(InferResponse response, boolean last) {
      if (last && !gaveMore) {
        answered(step, response);
        return;
      }
      gaveMore = true;
      response.close();
      if (last) {
        fail(
            new ServingException(
                Reason.INTERNAL,
                "model '%s' gave more than one answer and is not decoupled"
                    .formatted(response.model().name())));
      }
    }

    @Override
    public void onFailure(ServingException thrown) {
      fail(thrown);
    }
  }

  private void answered(int step, InferResponse response) {
    List<Integer> ready = new ArrayList<>();
    synchronized (this) {
      unanswered--;
      responses[step] = response;
      if (failure == null) {
        take(step, response, ready);
      }
    }
    ready.forEach(this::submit);
    endIfDone();
  }

  private void take(int step, InferResponse response, List<Integer> ready) {
    values.put(selection.plan.steps().get(step).outputs(), response.outputs());
    selection.consumers.get(step).stream()
        .forEach(
            consumer -> {
              missing[consumer]--;
              if (missing[consumer] == 0) {
                ready.add(consumer);
              }
            });
    unsubmitted -= ready.size();
    unanswered += ready.size();
  }

  private void fail(ServingException thrown) {
    List<InferCall> others = new ArrayList<>();
    synchronized (this) {
      unanswered--;
      if (failure == null) {
        failure = thrown;
        Arrays.stream(calls).filter(call -> call != null).forEach(others::add);
        givenUpFor = givenUpFor == null ? Reason.CANCELLED : givenUpFor;
      }
    }
    others.forEach(call -> call.cancel(Reason.CANCELLED));
    endIfDone();
  }

  @Override
  public void cancel(Reason reason) {
    List<InferCall> all = new ArrayList<>();
    synchronized (this) {
      if (ended || givenUpFor != null) {
        return;
      }
      givenUpFor = reason;
      Arrays.stream(calls).filter(call -> call != null).forEach(all::add);
    }
    all.forEach(call -> call.cancel(reason));
  }

  /** {@code step} needs what it took no more. */
  private void giveBack(int step) {
    List<AutoCloseable> free = new ArrayList<>();
    synchronized (this) {
      drop(step, free);
    }
    CloseHelper.closeAll(free);
  }

  /** Takes {@code step}'s hold off all that it takes. */
  private void drop(int step, List<AutoCloseable> free) {
    BitSet producers = selection.producersOf.get(step);
    for (int producer = producers.nextSetBit(0);
        producer >= 0;
        producer = producers.nextSetBit(producer + 1)) {
      dropOne(producer, free);
    }
    if (selection.requestConsumers.get(step)) {
      requestHolders--;
      if (requestHolders == 0) {
        free.add(() -> Callers.release(request));
      }
    }
  }

  private void dropOne(int producer, List<AutoCloseable> free) {
    holders[producer]--;
    InferResponse response = responses[producer];
    if (holders[producer] == 0 && response != null) {
      free.add(response);
    }
  }

  private void endIfDone() {
    List<AutoCloseable> free = new ArrayList<>();
    InferResponse answer = null;
    ServingException thrown;
    synchronized (this) {
      if (ended || unanswered > 0 || (failure == null && unsubmitted > 0)) {
        return;
      }
      ended = true;
      if (failure == null && !values.hasAll(selection.answers)) {
        failure = EnsembleAnswers.incomplete();
      }
      thrown = failure;
      if (thrown == null) {
        answer = answer();
      } else {
        letGo(free);
      }
    }
    CloseHelper.closeAll(free);
    if (thrown != null) {
      ending.failed(thrown);
    } else if (answer != null) {
      ending.succeeded(answer, times);
    }
  }

  /** After a failure: what never ran takes nothing, and there is no answer. */
  private void letGo(List<AutoCloseable> free) {
    for (int step = selection.steps.nextSetBit(0);
        step >= 0;
        step = selection.steps.nextSetBit(step + 1)) {
      if (missing[step] > 0) {
        drop(step, free);
      }
      if (selection.answering.get(step)) {
        dropOne(step, free);
      }
    }
  }

  private InferResponse answer() {
    List<Lease> shares = new ArrayList<>();
    selection.answering.stream().forEach(step -> shares.addAll(responses[step].shares()));
    return EnsembleAnswers.answer(request, values.get(selection.answers), shares);
  }
}
