package dev.tandem.engine.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.ensemble.EnsemblePlan.BranchLimit;
import dev.tandem.engine.ensemble.EnsemblePlan.Named;
import dev.tandem.engine.ensemble.EnsemblePlan.PlannedStep;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.TransactionPolicy;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.Tensors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What steps are asked, and what becomes of a producer whose answers do not get on. */
class EnsembleStepsTest {
  private final Part producer = new Part("producer", true);
  private final Part plain = new Part("plain", false);
  private final Part behind = new Part("behind", false);
  private final List<ServingException> failures = new ArrayList<>();
  private int releases;
  private boolean cannotRelease;

  /** A model whose requests the test answers. */
  private static final class Part extends PartModel {
    private final List<InferRequest> requests = new ArrayList<>();
    private final List<ResponseSink> sinks = new ArrayList<>();
    private final List<Reason> cancels = new ArrayList<>();

    Part(String name, boolean decoupled) {
      super(
          ModelConfig.EMPTY.withName(name).withTransactionPolicy(new TransactionPolicy(decoupled)));
    }

    @Override
    public InferCall submit(InferRequest request, ResponseSink sink) {
      requests.add(request);
      sinks.add(sink);
      return cancels::add;
    }

    void answer(int value, boolean last) {
      answer(Tensors.ints("Y", Shape.of(1), value), last);
    }

    void answer(Tensor tensor, boolean last) {
      InferResponse response = new InferResponse(this, "id", List.of(tensor), List.of());
      sinks.get(sinks.size() - 1).onResponse(response, last);
    }

    void release(int request) {
      requests.get(request).release().run();
    }

    void fail(int request, Reason reason) {
      release(request);
      sinks.get(request).onFailure(new ServingException(reason, ""));
    }
  }

  private void start(RequestOptions options) {
    start(producer, options);
  }

  /** The step behind takes what the first gives, and the request's own tensor; both are outputs. */
  private void start(Part first, RequestOptions options) {
    EnsemblePlan plan =
        new EnsemblePlan(
            List.of(new Named("X", 0)),
            List.of(new Named("M", 1), new Named("Z", 2)),
            List.of(
                new PlannedStep(first, List.of(new Named("X", 0)), List.of(new Named("Y", 1))),
                new PlannedStep(
                    behind,
                    List.of(new Named("X", 1), new Named("W", 0)),
                    List.of(new Named("Y", 2)))),
            3,
            new BranchLimit(1, Duration.ZERO));
    InferRequest request =
        new InferRequest(
            producer,
            "id",
            List.of(Tensors.ints("X", Shape.of(1), 7)),
            List.of(),
            options,
            this::release);
    Route.of(plan, List.of()).run(request, new Failures()).start();
  }

  private void release() {
    releases++;
    if (cannotRelease) {
      throw new IllegalStateException("cannot release");
    }
  }

  private final class Failures implements Run.Ending {
    @Override
    public void answered(InferResponse response) {
      throw new AssertionError("answered");
    }

    @Override
    public void succeeded(InferResponse response, StepTimes times) {
      throw new AssertionError("succeeded");
    }

    @Override
    public void failed(ServingException failure) {
      failures.add(failure);
    }
  }

  @Test
  void askEachStepWithTheOptionsOfTheRequest() {
    RequestOptions options = new RequestOptions(3, 4, 5, Map.of("custom", "yes"));
    start(options);
    producer.answer(1, false);
    assertThat(producer.requests)
        .singleElement()
        .extracting(InferRequest::options)
        .isEqualTo(options);
    assertThat(behind.requests)
        .singleElement()
        .extracting(InferRequest::options)
        .isEqualTo(options);
  }

  @Test
  void endAProducerWhoseAnswersDoNotGetOn() {
    start(RequestOptions.NONE);
    producer.answer(1, false);
    producer.answer(2, false);

    assertThat(producer.cancels).containsExactly(Reason.CANCELLED);
    assertThat(failures).isEmpty();

    producer.fail(0, Reason.CANCELLED);
    behind.fail(0, Reason.EXECUTION_FAILED);

    assertThat(failures)
        .singleElement()
        .extracting(ServingException::reason)
        .isEqualTo(Reason.EXECUTION_FAILED);
    assertThat(releases).isOne();
  }

  @Test
  void tellAFailureWhereTheRequestCannotBeReleased() {
    cannotRelease = true;
    start(plain, RequestOptions.NONE);
    plain.fail(0, Reason.EXECUTION_FAILED);
    start(producer, RequestOptions.NONE);
    producer.fail(0, Reason.EXECUTION_FAILED);

    assertThat(failures)
        .extracting(ServingException::reason)
        .containsExactly(Reason.EXECUTION_FAILED, Reason.EXECUTION_FAILED);
    assertThat(releases).isEqualTo(2);
  }

  @Test
  void failWhereAStepGivesLessThanItWasAskedFor() {
    Tensor other = Tensors.ints("OTHER", Shape.of(1), 1);
    start(plain, RequestOptions.NONE);
    plain.answer(other, true);
    plain.release(0);
    behind.release(0);
    behind.answer(2, true);
    start(producer, RequestOptions.NONE);
    producer.answer(other, true);
    producer.release(0);

    assertThat(failures).hasSize(2);
    assertThat(failures)
        .allSatisfy(
            failure -> {
              assertThat(failure.reason()).isEqualTo(Reason.INVALID_REQUEST);
              assertThat(failure)
                  .hasMessageStartingWith("unexpected deadlock, at least one output");
            });
    assertThat(releases).isEqualTo(2);
  }
}
