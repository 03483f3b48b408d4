package dev.tandem.tfserving.rest;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.tfserving.json.PredictJsonWriter;
import dev.tandem.tfserving.wire.ServableRequest;
import dev.tandem.tfserving.wire.Signature;
import dev.tandem.tfserving.wire.TfServingException;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.RejectedExecutionException;

/** One Predict between its arrival and its answer; the answer goes out on its own event loop. */
record PredictExchange(
    HttpServerRequest request, Context context, RestSender sender, ServableRequest servable) {
  /**
   * Writing more values than this takes long enough for the loop's other connections to feel it.
   */
  private static final int LARGE_ANSWER_BYTES = 64 * 1024;

  /** Takes the engine's answer. */
  ResponseSink answerTo(Signature signature, boolean inRows) {
    return new ResponseSink() {
      @Override
      public void onResponse(InferResponse response, boolean last) {
        try {
          context.runOnContext(go -> answer(response, signature, inRows));
        } catch (RejectedExecutionException e) {
          // The event loops are gone, and the connection with them.
          response.close();
        }
      }

      @Override
      public void onFailure(ServingException failure) {
        refuse(TfServingException.of(failure, servable));
      }
    };
  }

  void refuse(TfServingException refusal) {
    context.runOnContext(go -> sender.send(request, RestAnswer.of(refusal)));
  }

  /** Answers a fault of ours. */
  void fail(Throwable fault) {
    context.runOnContext(go -> sender.send(request, RestAnswer.fault(fault)));
  }

  private void answer(InferResponse response, Signature signature, boolean inRows) {
    long bytes = response.outputs().stream().mapToLong(output -> output.bytes().size()).sum();
    if (request.response().closed()) {
      response.close();
    } else if (bytes <= LARGE_ANSWER_BYTES) {
      sender.send(request, write(response, signature, inRows));
    } else {
      context
          .executeBlocking(() -> write(response, signature, inRows), false)
          .onSuccess(answer -> sender.send(request, answer))
          // The write itself answers all failures, so that this one never ran.
          .onFailure(never -> response.close());
    }
  }

  private static RestAnswer write(InferResponse response, Signature signature, boolean inRows) {
    try (response) {
      return RestAnswer.ok(PredictJsonWriter.write(response, signature, inRows));
    } catch (TfServingException e) {
      return RestAnswer.of(e);
    } catch (RuntimeException e) {
      return RestAnswer.fault(e);
    }
  }
}
