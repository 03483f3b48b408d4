package dev.tandem.engine.schedule;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;

/**
 * A request of more rows than one run takes: runs as several, whose answers are put together again
 * without a copy. The first part that fails fails it whole.
 */
final class LargeRequest implements InferCall {
  private final InferRequest request;
  private final ResponseSink sink;
  private final List<Part> parts = new ArrayList<>();
  private final List<InferCall> calls = new CopyOnWriteArrayList<>();
  private final AtomicInteger unanswered;
  private final AtomicInteger unreleased;
  private final AtomicReference<@Nullable ServingException> failure = new AtomicReference<>();

  LargeRequest(InferRequest request, ResponseSink sink, int rows, int rowsAtMost) {
    this.request = request;
    this.sink = sink;
    for (int from = 0; from < rows; from += rowsAtMost) {
      parts.add(new Part(Math.min(rowsAtMost, rows - from)));
    }
    unanswered = new AtomicInteger(parts.size());
    unreleased = new AtomicInteger(parts.size());
  }

  /** Sends the parts through {@code submit}. */
  LargeRequest submitTo(BiFunction<InferRequest, ResponseSink, InferCall> submit) {
    List<Cutter> cutters = request.inputs().stream().map(Cutter::new).toList();
    for (Part part : parts) {
      List<Tensor> inputs = cutters.stream().map(cutter -> cutter.next(part.rows)).toList();
      calls.add(
          submit.apply(
              new InferRequest(
                  request.model(),
                  request.id(),
                  inputs,
                  request.outputs(),
                  request.options(),
                  this::releasePart),
              part));
      if (failure.get() != null) {
        cancel(Reason.CANCELLED);
      }
    }
    return this;
  }

  @Override
  public void cancel(Reason reason) {
    calls.forEach(call -> call.cancel(reason));
  }

  private void releasePart() {
    if (unreleased.decrementAndGet() == 0) {
      request.release().run();
    }
  }

  private void partAnswered() {
    if (unanswered.decrementAndGet() > 0) {
      return;
    }
    ServingException failed = failure.get();
    if (failed == null) {
      try {
        sink.onResponse(joined(), true);
        return;
      } catch (ServingException e) {
        failed = e;
      }
    }
    for (Part part : parts) {
      CloseHelper.close(part.response);
    }
    sink.onFailure(failed);
  }

  private InferResponse joined() {
    List<Lease> shares = new ArrayList<>();
    List<Tensor> outputs = new ArrayList<>();
    List<InferResponse> responses = new ArrayList<>();
    for (Part part : parts) {
      InferResponse response = part.answer();
      responses.add(response);
      shares.addAll(response.shares());
    }
    for (Tensor first : responses.get(0).outputs()) {
      outputs.add(joined(first, responses));
    }
    return new InferResponse(request.model(), request.id(), outputs, shares);
  }

  /**
   * The parts that are called as {@code first} is; other requests decide in which order they are.
   */
  private static Tensor joined(Tensor first, List<InferResponse> responses) {
    List<TensorBytes> bytes = new ArrayList<>();
    long rows = 0;
    for (InferResponse response : responses) {
      Tensor part =
          response.outputs().stream()
              .filter(output -> output.name().equals(first.name()))
              .findFirst()
              .orElseThrow(() -> unequal(first));
      if (part.shape().rank() == 0
          || !part.shape().withoutLeading().equals(first.shape().withoutLeading())) {
        throw unequal(first);
      }
      bytes.add(part.bytes());
      rows += part.shape().dim(0);
    }
    Shape shape = first.shape().withoutLeading().withLeading(rows);
    return new Tensor(first.name(), first.type(), shape, TensorBytes.concat(bytes));
  }

  private static ServingException unequal(Tensor output) {
    return new ServingException(
        Reason.EXECUTION_FAILED,
        "output '"
            + output.name()
            + "' of a request that ran in parts has shape "
            + output.shape()
            + " (expected: rows alike in all parts)");
  }

  /** Rows that run together, and what came of them. */
  private final class Part implements ResponseSink {
    private final int rows;
    private volatile @Nullable InferResponse response;

    Part(int rows) {
      this.rows = rows;
    }

    InferResponse answer() {
      InferResponse answer = response;
      if (answer == null) {
        throw new IllegalStateException("part: answered without an answer");
      }
      return answer;
    }

    @Override
    public void onResponse(InferResponse answer, boolean last) {
      response = answer;
      partAnswered();
    }

    @Override
    public void onFailure(ServingException why) {
      if (failure.compareAndSet(null, why)) {
        cancel(Reason.CANCELLED);
      }
      partAnswered();
    }
  }

  /** Cuts one input into rows. */
  private static final class Cutter {
    private final Tensor input;
    private final long rowElements;
    private final @Nullable StringRows strings;
    private long from;

    Cutter(Tensor input) {
      this.input = input;
      rowElements = input.shape().withoutLeading().elementCount();
      strings = input.type() == DataType.BYTES ? new StringRows(input.bytes()) : null;
    }

    Tensor next(int rows) {
      TensorBytes bytes;
      if (strings == null) {
        long size = rows * rowElements * input.type().byteSize();
        bytes = input.bytes().slice(from, size);
        from += size;
      } else {
        bytes = strings.next(rows * rowElements);
      }
      Shape shape = input.shape().withoutLeading().withLeading(rows);
      return new Tensor(input.name(), input.type(), shape, bytes);
    }
  }
}
