package dev.tandem.engine.ensemble;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.ensemble.AnswerLine.Place;
import dev.tandem.engine.ensemble.Branching.Part;
import dev.tandem.engine.tensor.Lease;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;

/** One answer of a decoupled step on its way through the steps behind it. */
final class Branch implements Run.Ending {
  private final InferRequest request;
  private final Branching way;
  private final SharedTensors shared;
  private final BranchAnswers answers;
  private final Place place;
  private final InferResponse produced;
  private final Values own;
  private final List<Lease> kept = new ArrayList<>();

  /**
   * @param before the tensors of the request and of the steps before
   */
  Branch(
      InferRequest request,
      Branching way,
      SharedTensors shared,
      Values before,
      BranchAnswers answers,
      Place place,
      InferResponse produced) {
    this.request = request;
    this.way = way;
    this.shared = shared;
    this.answers = answers;
    this.place = place;
    this.produced = produced;
    shared.hold();
    own = before.copy();
    own.put(way.producer().outputs(), produced.outputs());
    if (way.keepsProducer()) {
      produced.shares().forEach(lease -> kept.add(lease.share()));
    }
    if (way.keepsBefore()) {
      shared.leases().forEach(lease -> kept.add(lease.share()));
    }
  }

  void start() {
    Part behind = way.behind();
    if (!own.hasAll(way.early())) {
      letGo();
      failed(EnsembleAnswers.incomplete());
    } else if (behind == null) {
      letGo();
      answers.put(place, answer(kept), true);
    } else {
      Run run = behind.route().run(behind.request(request, own, this::letGo), this);
      answers.goOnWith(place, run);
      run.start();
    }
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
      answers.put(place, whole(response), false);
    }
  }

  @Override
  public void succeeded(InferResponse response, StepTimes taken) {
    answers.took(taken);
    if (response.outputs().isEmpty()) {
      CloseHelper.closeAll(kept);
      answers.put(place, response, true);
    } else {
      answers.put(place, whole(response), true);
    }
  }

  private InferResponse whole(InferResponse response) {
    Part behind = way.behind();
    if (behind != null) {
      own.put(behind.plan().outputs(), response.outputs());
    }
    List<Lease> shares = new ArrayList<>(kept);
    shares.addAll(response.shares());
    return answer(shares);
  }

  private InferResponse answer(List<Lease> shares) {
    return EnsembleAnswers.answer(request, own.get(way.outputs()), shares);
  }

  @Override
  public void failed(ServingException failure) {
    CloseHelper.closeAll(kept);
    answers.fail(place, failure);
  }
}
