package dev.tandem.kserve.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeModels;
import dev.tandem.proto.kserve.ModelInferResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UnaryInferSinkTest {
  private final NativePool pool = new NativePool(0);
  private final Lease lease = pool.lease(16);
  private final InferResponse response =
      new InferResponse(FakeModels.halfPlusTwo("m", 1), "", List.of(), List.of(lease));

  @Test
  void answersOnceAndGivesTheMemoryBack() {
    Recording observer = new Recording(null);

    new UnaryInferSink(observer, "").onResponse(response, true);

    assertThat(observer.events).containsExactly("m", "completed");
    assertThat(pool.openLeases()).isZero();
  }

  @Test
  void answersWithAnErrorWhenTheAnswerCannotBeWritten() {
    Recording observer = new Recording(new IllegalStateException("too large"));

    new UnaryInferSink(observer, "").onResponse(response, true);

    assertThat(observer.events).containsExactly("INTERNAL");
    assertThat(pool.openLeases()).isZero();
  }

  private static final class Recording implements StreamObserver<ModelInferResponse> {
    private final List<String> events = new ArrayList<>();
    private final @Nullable RuntimeException failure;

    Recording(@Nullable RuntimeException failure) {
      this.failure = failure;
    }

    @Override
    public void onNext(ModelInferResponse message) {
      if (failure != null) {
        throw failure;
      }
      events.add(message.getModelName());
    }

    @Override
    public void onError(Throwable thrown) {
      events.add(Status.fromThrowable(thrown).getCode().name());
    }

    @Override
    public void onCompleted() {
      events.add("completed");
    }
  }
}
