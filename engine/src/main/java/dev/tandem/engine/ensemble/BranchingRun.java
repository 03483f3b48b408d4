package dev.tandem.engine.ensemble;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.ensemble.AnswerLine.Place;
import dev.tandem.engine.ensemble.Branching.Part;
import dev.tandem.engine.stats.PhaseTimes;
import dev.tandem.engine.stats.TimesListener;
import java.util.List;

/**
 * One request on its way to a decoupled step, the producer, and through it. Each of its answers
 * goes on as a {@link Branch}.
 */
final class BranchingRun implements Run {
  private final InferRequest request;
  private final Branching way;
  private final SharedTensors shared;
  private final Values values;
  private final BranchAnswers answers;

  BranchingRun(InferRequest request, Branching way, Ending ending) {
    this.request = request;
    this.way = way;
    shared = new SharedTensors(request);
    values = new Values(way.tensors());
    values.put(way.inputs(), request.inputs());
    answers = new BranchAnswers(way, ending);
  }

  @Override
  public void start() {
    Part before = way.before();
    if (before == null) {
      produce();
      return;
    }
    shared.hold();
    Run run =
        before.route().run(before.request(request, values, shared::letGo), new Before(before));
    answers.goOnWith(run);
    run.start();
  }

  /** Hears what the steps before the producer give. */
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
      answers.took(taken);
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
    answers.goOnWith(way.producer().model().submit(part, new Producer()));
  }

  /** Hears what the producer gives, on its own thread, which waits where too much is under way. */
  private final class Producer implements ResponseSink, TimesListener {
    @Override
    public void onTimes(long arrivedNs, PhaseTimes phases) {
      answers.took(arrivedNs, phases);
    }

    @Override
    public void onResponse(InferResponse response, boolean last) {
      boolean empty = response.outputs().isEmpty();
      ServingException late = empty ? null : answers.awaitRoom();
      Place place = late == null && (last || !empty) ? answers.place(last) : null;
      Branch branch = place == null || empty ? null : branch(place, response);
      if (branch == null) {
        response.close();
      }
      if (last) {
        endProducer();
      }
      if (late != null || (last && place == null)) {
        answers.endUnless(late);
      }
      if (branch != null) {
        branch.start();
      } else if (place != null) {
        answers.put(place, EnsembleAnswers.answer(request, List.of(), List.of()), true);
      } else {
        answers.tell();
      }
    }

    @Override
    public void onFailure(ServingException failure) {
      end(failure);
    }
  }

  private Branch branch(Place place, InferResponse response) {
    return new Branch(request, way, shared, values, answers, place, response);
  }

  /** The producer, or what comes before it, has failed. */
  private void end(ServingException failure) {
    answers.fail(failure);
    endProducer();
    answers.tell();
  }

  /** Nothing more comes; before the last answer can leave, since the request is released first. */
  private void endProducer() {
    shared.letGo();
    answers.close();
  }

  @Override
  public void cancel(Reason reason) {
    answers.cancel(reason);
  }
}
