package dev.tandem.kserve.grpc;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.grpc.StreamReply;
import dev.tandem.kserve.wire.AskedOutputs;
import dev.tandem.kserve.wire.InferMessage;
import dev.tandem.kserve.wire.StreamedAnswer;
import dev.tandem.kserve.wire.StreamedFailure;
import io.grpc.Status;

/** Gives the answers to one request of a stream. Made by the thread that submits the request. */
final class StreamInferSink implements ResponseSink {
  private final StreamReply reply;
  private final InferMessage message;
  private final AskedOutputs outputs;

  /** What this thread is told is a refusal; a failure comes on another. */
  private final Thread submitter = Thread.currentThread();

  StreamInferSink(StreamReply reply, InferMessage message, AskedOutputs outputs) {
    this.reply = reply;
    this.message = message;
    this.outputs = outputs;
  }

  @Override
  public void onResponse(InferResponse response, boolean last) {
    try {
      answer(response, last);
    } finally {
      if (last) {
        outputs.close();
      }
    }
  }

  private void answer(InferResponse response, boolean last) {
    if (last && response.outputs().isEmpty() && !message.wantsEmptyFinalResponse()) {
      response.close();
      reply.end();
      return;
    }
    StreamedAnswer answer;
    try {
      answer = new StreamedAnswer(outputs.apply(response), last);
    } catch (ServingException e) {
      response.close();
      fail(Unary.status(e, message.id()), last);
      return;
    } catch (RuntimeException | Error e) {
      response.close();
      fail(Unary.fault(e), last);
      return;
    }
    int bytes = answer.size();
    if (!reply.send(answer, last)) {
      fail(reply.noRoom(bytes), last);
    }
  }

  private void fail(Status status, boolean last) {
    reply.fail(StreamedFailure.failed(message, ModelStreamInfer.text(status)), status);
    if (!last) {
      reply.giveUp(Reason.CANCELLED);
    }
  }

  @Override
  public void onFailure(ServingException failure) {
    outputs.close();
    Status status = Unary.status(failure, message.id());
    if (Thread.currentThread().equals(submitter) || failure.reason() == Reason.NO_SEQUENCE) {
      reply.refuse(StreamedFailure.refused(message, ModelStreamInfer.text(status)));
    } else {
      reply.fail(StreamedFailure.failed(message, ModelStreamInfer.text(status)), status);
    }
  }
}
