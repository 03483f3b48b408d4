package dev.tandem.engine.schedule;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.SequencePlace;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.stats.PhaseTimes;
import dev.tandem.engine.stats.TimesListener;
import dev.tandem.engine.tensor.Tensor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A request that a model has taken, on its way to exactly one last answer:
 *
 * <pre>
 *   WAITING --begin--> RUNNING ------last answer, failure, given up------> ANSWERED
 *      |                  `--given up (decoupled)--> GIVEN_UP --end of the run--^  ^
 *      `-------------------------timed out, given up------------------------------'
 * </pre>
 *
 * Whoever makes the step to ANSWERED tells the sink. What is not the state belongs to the thread
 * that offers it until it is in the inbox, then to whoever forms batches, then to the runner.
 */
final class PendingRequest implements InferCall {
  private static final AtomicIntegerFieldUpdater<PendingRequest> STATE =
      AtomicIntegerFieldUpdater.newUpdater(PendingRequest.class, "state");
  private static final int WAITING = 0;
  private static final int RUNNING = 1;
  private static final int GIVEN_UP = 2;
  private static final int ANSWERED = 3;

  private final InferRequest request;
  private final ResponseSink sink;
  private final @Nullable Tensor[] inputs;
  private final Admission admission;
  private final int rows;
  private final long bytes;
  private final long level;
  private final long arrivedNs;

  /** When it leaves the queue for its level's timeout; of whoever forms batches once it waits. */
  long queueTimeoutNs;

  /** The request behind this one in a {@link RequestLine}; of whoever forms batches. */
  @Nullable PendingRequest next;

  /** The open sequence that it belongs to; of whoever forms batches, and of the runner. */
  @Nullable OpenSequence sequence;

  /** Whether it has nothing to do with what was before it; of whoever forms batches. */
  boolean beginsAnew;

  private volatile int state;
  private @Nullable BatchRun run;
  private long runNumber;

  /** Why nobody wants its answers any more; set before the state says so. */
  private volatile Reason givenUpFor = Reason.CANCELLED;

  private boolean released;

  PendingRequest(
      InferRequest request,
      ResponseSink sink,
      CheckedInputs checked,
      QueueRules rules,
      Admission admission,
      long arrivedNs) {
    this.request = request;
    this.sink = sink;
    this.inputs = checked.bySlot();
    this.rows = checked.rows();
    this.bytes = checked.bytes();
    this.admission = admission;
    this.arrivedNs = arrivedNs;
    level = rules.levelOf(request.options().priority());
    queueTimeoutNs =
        rules.timeoutNs(rules.policyOf(level), request.options().timeoutMicros(), arrivedNs);
  }

  InferRequest request() {
    return request;
  }

  /** The input of the model's {@code slot}-th place, as the client sent it. */
  @Nullable Tensor input(int slot) {
    return inputs[slot];
  }

  int rows() {
    return rows;
  }

  SequencePlace place() {
    return request.options().sequence();
  }

  /** How long it waits for a slot for its sequence. */
  long backlogTimeoutNs() {
    long timeoutMicros = request.options().timeoutMicros();
    long untilNs = arrivedNs + TimeUnit.MICROSECONDS.toNanos(timeoutMicros);
    return timeoutMicros <= 0 || untilNs < arrivedNs ? QueueRules.NEVER : untilNs;
  }

  /** Of all inputs. */
  long bytes() {
    return bytes;
  }

  long level() {
    return level;
  }

  long arrivedNs() {
    return arrivedNs;
  }

  long deadlineNs() {
    return request.options().deadlineNs();
  }

  /** When it leaves the queue, or its place in it, unless it runs before. */
  long expiryNs() {
    return Math.min(queueTimeoutNs, deadlineNs());
  }

  boolean isWaiting() {
    return state == WAITING;
  }

  /** Takes it into batch {@code number} of {@code taker}; false where it is answered already. */
  boolean begin(BatchRun taker, long number) {
    run = taker;
    runNumber = number;
    if (!STATE.compareAndSet(this, WAITING, RUNNING)) {
      return false;
    }
    admission.leftQueue(this);
    return true;
  }

  /** Answers it where it still waits. */
  void failWaiting(Reason reason, String message) {
    if (STATE.compareAndSet(this, WAITING, ANSWERED)) {
      admission.leftQueue(this);
      release();
      failed(new ServingException(reason, message));
      admission.left(this);
    }
  }

  /** Refuses it where it still waits, as if it had never been taken. */
  void refuseWaiting(Reason reason, String message) {
    if (STATE.compareAndSet(this, WAITING, ANSWERED)) {
      admission.leftQueue(this);
      release();
      Callers.fail(request, sink, new ServingException(reason, message));
      admission.left(this);
    }
  }

  @Override
  public void cancel(Reason reason) {
    failWaiting(reason, "");
    if (request.model().config().isDecoupled()) {
      // Its answers come one by one on the runner's thread, so that the last must come there too.
      givenUpFor = reason;
      if (STATE.compareAndSet(this, RUNNING, GIVEN_UP)) {
        abandonRun();
      }
    } else if (STATE.compareAndSet(this, RUNNING, ANSWERED)) {
      failed(new ServingException(reason, ""));
      abandonRun();
    }
  }

  private void abandonRun() {
    BatchRun taker = run;
    if (taker != null) {
      taker.abandon(runNumber);
    }
  }

  /** Gives the inputs' memory back to the caller: nobody reads them any more. */
  void release() {
    if (released) {
      return;
    }
    released = true;
    Callers.release(request);
  }

  /** Hands over one of many answers; for the runner. */
  void respond(InferResponse response) {
    if (state == RUNNING) {
      Callers.answer(request, sink, response, false);
    } else {
      response.close();
    }
  }

  /** Hands over the last answer, unless nobody wants it, and lets it go; for the runner. */
  void succeed(InferResponse response, PhaseTimes times) {
    release();
    if (STATE.compareAndSet(this, RUNNING, ANSWERED)) {
      admission.succeeded(this, times);
      if (sink instanceof TimesListener listener) {
        listener.onTimes(arrivedNs, times);
      }
      Callers.answer(request, sink, response, true);
    } else {
      response.close();
      endGivenUp();
    }
    admission.left(this);
  }

  /** Answers with a failure, unless it is answered, and lets it go; for the runner. */
  void fail(ServingException failure) {
    release();
    if (STATE.compareAndSet(this, RUNNING, ANSWERED)) {
      failed(failure);
    } else {
      endGivenUp();
    }
    admission.left(this);
  }

  private void endGivenUp() {
    if (STATE.compareAndSet(this, GIVEN_UP, ANSWERED)) {
      failed(new ServingException(givenUpFor, ""));
    }
  }

  private void failed(ServingException failure) {
    admission.failed(this, failure.reason());
    Callers.fail(request, sink, failure);
  }
}
