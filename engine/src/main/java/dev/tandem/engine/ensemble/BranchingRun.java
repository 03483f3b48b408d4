package dev.tandem.engine.ensemble;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.ensemble.AnswerLine.Place;
import dev.tandem.engine.ensemble.Branching.Part;
import dev.tandem.engine.stats.PhaseTimes;
import dev.tandem.engine.stats.TimesListener;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through a decoupled step. Each answer of that step, the producer, goes
 * through the steps behind it by itself. Any thread may tell what became of a step; what is
 * remembered is under this object's lock, and nobody else's code runs under it.
 */
final class BranchingRun implements Run {
  private final InferRequest request;
  private final Branching way;
  private final Ending ending;
  private final SharedTensors shared;
  private final Values values;
  private final AnswerLine line = new AnswerLine();
  private final StepTimes times = new StepTimes();
  private @Nullable InferCall current;
  private @Nullable Reason givenUpFor;
  private boolean telling;

  BranchingRun(InferRequest request, Branching way, Ending ending) {
    this.request = request;
    this.way = way;
    this.ending = ending;
    shared = new SharedTensors(request);
    values = new Values(way.tensors());
    values.put(way.inputs(), request.inputs());
  }

  @Override
  public void start() {
    Part before = way.before();
    if (before == null) {
      produce();
      return;
    }
    shared.hold();
    Run run = before.route().run(part(before, values, shared::letGo), new Before(before));
    goOnWith(run);
    run.start();
  }

  private InferRequest part(Part part, Values from, Runnable release) {
    List<Tensor> inputs = from.get(part.plan().inputs());
    return new InferRequest(
        request.model(), request.id(), inputs, List.of(), request.options(), release);
  }

  private void goOnWith(InferCall call) {
    Reason reason;
    synchronized (this) {
      current = call;
      reason = line.hasFailed() ? Reason.CANCELLED : givenUpFor;
    }
    if (reason != null) {
      call.cancel(reason);
    }
  }

  private final class Before implements Ending {
    private final Part part;

    Before(Part part) {
      this.part = part;
    }

    @Override
    public void answered(InferResponse response) {
      throw new IllegalStateException("ensemble: many answers without a decoupled step");
    }

    @Override
    public void succeeded(InferResponse response, StepTimes taken) {
      synchronized (BranchingRun.this) {
        times.add(taken);
      }
      shared.take(response);
      values.put(part.plan().outputs(), response.outputs());
      produce();
    }

    @Override
    public void failed(ServingException failure) {
      end(failure);
    }
  }

  private void produce() {
    shared.hold();
    InferRequest part =
        new InferRequest(
            way.producer().model(),
            request.id(),
            values.get(way.producer().inputs()),
            way.asked(),
            request.options(),
            shared::letGo);
    goOnWith(way.producer().model().submit(part, new Producer()));
  }

  /** Hears what the producer gives, on its own thread, which waits where too much is under way. */
  private final class Producer implements ResponseSink, TimesListener {
    @Override
    public void onTimes(long arrivedNs, PhaseTimes phases) {
      synchronized (BranchingRun.this) {
        times.add(arrivedNs, phases);
      }
    }

    @Override
    public void onResponse(InferResponse response, boolean last) {
      boolean empty = response.outputs().isEmpty();
      ServingException late = empty ? null : awaitRoom();
      Place place = late == null && (last || !empty) ? place(last) : null;
      Branch branch = place == null || empty ? null : new Branch(place, response);
      if (branch == null) {
        response.close();
      }
      if (last) {
        endProducer();
      }
      if (late != null || (last && place == null)) {
        endUnless(late);
      }
      if (branch != null) {
        branch.start();
      } else if (place != null) {
        put(place, answer(List.of(), List.of()), true);
      } else {
        tell();
      }
    }

    @Override
    public void onFailure(ServingException failure) {
      end(failure);
    }
  }

  /** Waits until one more answer may be under way; returns why it cannot. */
  private @Nullable ServingException awaitRoom() {
    long untilNs = System.nanoTime() + way.branches().patience().toNanos();
    try {
      synchronized (this) {
        while (line.size() >= way.mostBranches() && isWanted()) {
          long leftNs = untilNs - System.nanoTime();
          if (leftNs <= 0) {
            return new ServingException(
                Reason.EXECUTION_FAILED,
                "%d answers of the decoupled model '%s' are under way, and none has left for %d s"
                    .formatted(
                        line.size(),
                        way.producer().model().name(),
                        way.branches().patience().toSeconds()));
          }
          TimeUnit.NANOSECONDS.timedWait(this, leftNs);
        }
        return null;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ServingException(Reason.STOPPING, "interrupted while answers were under way", e);
    }
  }

  private boolean isWanted() {
    return givenUpFor == null && !line.hasFailed();
  }

  private synchronized @Nullable Place place(boolean last) {
    return isWanted() ? line.add(last) : null;
  }

  /** The producer is to end, for {@code failure} or since nobody wants its answers. */
  private void endUnless(@Nullable ServingException failure) {
    List<InferCall> calls = new ArrayList<>();
    synchronized (this) {
      if (!line.hasFailed()) {
        Reason reason = givenUpFor == null ? Reason.CANCELLED : givenUpFor;
        fail(line.add(false), failure == null ? new ServingException(reason, "") : failure, calls);
      }
    }
    calls.forEach(call -> call.cancel(Reason.CANCELLED));
  }

  /** The producer, or what comes before it, has failed. */
  private void end(ServingException failure) {
    synchronized (this) {
      if (!line.hasFailed()) {
        line.fail(line.add(false), failure);
      }
    }
    endProducer();
    tell();
  }

  /** Nothing more comes; before the last answer can leave, since the request is released first. */
  private void endProducer() {
    shared.letGo();
    synchronized (this) {
      line.close();
      notifyAll();
    }
  }

  /** Under the lock; returns what is to be closed, and adds what is to be given up. */
  private List<InferResponse> fail(Place place, ServingException failure, List<InferCall> calls) {
    List<InferResponse> unseen = line.fail(place, failure);
    calls.addAll(line.calls(true));
    InferCall producing = current;
    if (!line.isClosed() && producing != null) {
      calls.add(producing);
    }
    notifyAll();
    return unseen;
  }

  /** One answer of the producer on its way through the steps behind it. */
  private final class Branch implements Ending {
    private final Place place;
    private final InferResponse produced;
    private final Values own = values.copy();
    private final List<Lease> kept = new ArrayList<>();

    Branch(Place place, InferResponse produced) {
      this.place = place;
      this.produced = produced;
      shared.hold();
      own.put(way.producer().outputs(), produced.outputs());
      if (way.keepsProducer()) {
        produced.shares().forEach(lease -> kept.add(lease.share()));
      }
      if (way.keepsBefore()) {
        shared.leases().forEach(lease -> kept.add(lease.share()));
      }
    }

    void start() {
      if (!own.hasAll(way.early())) {
        letGo();
        failed(EnsembleAnswers.incomplete());
        return;
      }
      Part behind = way.behind();
      if (behind == null) {
        letGo();
        put(place, answer(own.get(way.outputs()), kept), true);
        return;
      }
      Run run = behind.route().run(part(behind, own, this::letGo), this);
      Reason reason;
      synchronized (BranchingRun.this) {
        place.call = run;
        reason = line.isBehindFailure(place) ? Reason.CANCELLED : givenUpFor;
      }
      if (reason != null) {
        run.cancel(reason);
      }
      run.start();
    }

    private void letGo() {
      try {
        produced.close();
      } finally {
        shared.letGo();
      }
    }

    @Override
    public void answered(InferResponse response) {
      if (response.outputs().isEmpty()) {
        response.close();
      } else {
        kept.forEach(Lease::share);
        put(place, whole(response), false);
      }
    }

    @Override
    public void succeeded(InferResponse response, StepTimes taken) {
      synchronized (BranchingRun.this) {
        times.add(taken);
      }
      if (response.outputs().isEmpty()) {
        CloseHelper.closeAll(kept);
        put(place, response, true);
      } else {
        put(place, whole(response), true);
      }
    }

    private InferResponse whole(InferResponse response) {
      Part behind = way.behind();
      if (behind != null) {
        own.put(behind.plan().outputs(), response.outputs());
      }
      List<Lease> shares = new ArrayList<>(kept);
      shares.addAll(response.shares());
      return answer(own.get(way.outputs()), shares);
    }

    @Override
    public void failed(ServingException failure) {
      List<InferCall> calls = new ArrayList<>();
      List<InferResponse> unseen;
      synchronized (BranchingRun.this) {
        unseen = fail(place, failure, calls);
      }
      CloseHelper.closeAll(kept);
      CloseHelper.closeAll(unseen);
      calls.forEach(call -> call.cancel(Reason.CANCELLED));
      tell();
    }
  }

  private InferResponse answer(List<Tensor> outputs, List<Lease> shares) {
    return new InferResponse(
        request.model(),
        request.id(),
        outputs,
        shares,
        EnsembleAnswers.parameters(request.options().sequence()));
  }

  private void put(Place place, InferResponse response, boolean end) {
    boolean taken;
    synchronized (this) {
      taken = line.put(place, response, end);
    }
    if (!taken) {
      response.close();
    }
    tell();
  }

  /** Lets leave what may; one thread does so at a time, and the others leave it to that one. */
  private void tell() {
    while (true) {
      AnswerLine.Next next;
      synchronized (this) {
        next = telling ? null : line.next();
        notifyAll();
        if (next == null) {
          return;
        }
        telling = true;
      }
      try {
        tell(next);
      } finally {
        synchronized (this) {
          telling = false;
        }
      }
    }
  }

  private void tell(AnswerLine.Next next) {
    ServingException failure = next.failure();
    InferResponse response = next.response();
    if (failure != null) {
      ending.failed(failure);
    } else if (response != null && next.last()) {
      ending.succeeded(response, times);
    } else if (response != null) {
      ending.answered(response);
    }
  }

  @Override
  public void cancel(Reason reason) {
    List<InferCall> calls;
    synchronized (this) {
      if (givenUpFor != null) {
        return;
      }
      givenUpFor = reason;
      calls = line.calls(false);
      InferCall producing = current;
      if (!line.isClosed() && producing != null) {
        calls.add(producing);
      }
      notifyAll();
    }
    calls.forEach(call -> call.cancel(reason));
  }
}
