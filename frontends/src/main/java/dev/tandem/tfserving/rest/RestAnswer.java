package dev.tandem.tfserving.rest;

import dev.tandem.json.ByteSink;
import dev.tandem.status.TfServingStatus;
import dev.tandem.tfserving.json.MessageBodies;
import dev.tandem.tfserving.wire.TfServingException;
import io.grpc.Status;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An outcome and a JSON body, ready to be sent. */
record RestAnswer(Status.Code code, Buffer body) {
  private static final Logger logger = LoggerFactory.getLogger(RestAnswer.class);

  static RestAnswer ok(byte[] body) {
    return new RestAnswer(Status.Code.OK, Buffer.buffer(body));
  }

  /** Takes the sink's own bytes. */
  static RestAnswer ok(ByteSink body) {
    return new RestAnswer(
        Status.Code.OK,
        BufferInternal.buffer(Unpooled.wrappedBuffer(body.array(), 0, body.length())));
  }

  static RestAnswer of(TfServingException refusal) {
    return new RestAnswer(refusal.code(), Buffer.buffer(MessageBodies.error(refusal.text())));
  }

  /** For a fault of ours, which the log tells more about. */
  static RestAnswer fault(Throwable fault) {
    logger.warn("a TensorFlow Serving call failed", fault);
    return of(new TfServingException(Status.Code.INTERNAL, String.valueOf(fault.getMessage())));
  }

  int status() {
    return TfServingStatus.http(code);
  }
}
