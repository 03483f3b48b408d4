package dev.tandem.kserve.grpc;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.grpc.StreamReply;
import dev.tandem.kserve.wire.ClassCounts;
import dev.tandem.kserve.wire.InferMessage;
import dev.tandem.kserve.wire.StreamedAnswer;
import dev.tandem.kserve.wire.StreamedFailure;
import io.grpc.Status;

/** Gives the answers to one request of a stream. Made by the thread that submits the request. */
final class StreamInferSink implements ResponseSink {
  private final StreamReply reply;
  private final InferMessage message;
  private final ClassCounts classes;

  /** What this thread is told is a refusal; a failure comes on another. */
  private final Thread submitter = Thread.currentThread();

  StreamInferSink(StreamReply reply, InferMessage message, ClassCounts classes) {
    this.reply = reply;
    this.message = message;
    this.classes = classes;
  }

  @Override
  public void onResponse(InferResponse response, boolean last) {
    if (last && response.outputs().isEmpty() && !message.wantsEmptyFinalResponse()) {
      response.close();
      reply.end();
      return;
    }
    StreamedAnswer answer;
    try {
      answer = new StreamedAnswer(classes.apply(response), last);
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
    Status status = Unary.status(failure, message.id());
    if (Thread.currentThread().equals(submitter)) {
      reply.refuse(StreamedFailure.refused(message, ModelStreamInfer.text(status)));
    } else {
      reply.fail(StreamedFailure.failed(message, ModelStreamInfer.text(status)), status);
    }
  }
}
