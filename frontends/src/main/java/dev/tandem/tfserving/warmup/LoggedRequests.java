package dev.tandem.tfserving.warmup;

import com.google.protobuf.Message;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.proto.tfserving.PredictionLog;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.tfserving.example.ExampleRequestMessage;
import dev.tandem.tfserving.example.MultiInferenceMessage;
import dev.tandem.tfserving.example.SerializedExamples;
import dev.tandem.tfserving.inference.ExampleDecoder;
import dev.tandem.tfserving.inference.ExampleMethod;
import dev.tandem.tfserving.inference.InferenceTask;
import dev.tandem.tfserving.inference.MultiInferencePlan;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.wire.InputMemory;
import dev.tandem.tfserving.wire.PredictDecoder;
import dev.tandem.tfserving.wire.PredictMessage;
import dev.tandem.tfserving.wire.SignatureLookup;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BiFunction;

/** Turns what was logged of a request into the engine's, by the ways that requests take. */
final class LoggedRequests {
  private final NativePool pool;
  private final int maxTensorBytes;
  private final PredictDecoder tensors = new PredictDecoder(SerializedExamples::inputs);
  private final SignatureLookup signatures;

  LoggedRequests(NativePool pool, int maxTensorBytes, SignatureLookup signatures) {
    this.pool = pool;
    this.maxTensorBytes = maxTensorBytes;
    this.signatures = signatures;
  }

  /** The request to {@code model}, or nothing where none was logged. */
  Optional<InferRequest> read(PredictionLog log, ServedModel model) {
    return switch (log.getLogTypeCase()) {
      case PREDICT_LOG ->
          Optional.of(
              read(
                  log.getPredictLog().getRequest(),
                  (cursor, release) -> predict(cursor, model, release)));
      case CLASSIFY_LOG ->
          Optional.of(
              read(
                  log.getClassifyLog().getRequest(),
                  (cursor, release) -> ask(ExampleMethod.CLASSIFY, cursor, model, release)));
      case REGRESS_LOG ->
          Optional.of(
              read(
                  log.getRegressLog().getRequest(),
                  (cursor, release) -> ask(ExampleMethod.REGRESS, cursor, model, release)));
      case MULTI_INFERENCE_LOG ->
          Optional.of(
              read(
                  log.getMultiInferenceLog().getRequest(),
                  (cursor, release) -> askAll(cursor, model, release)));
      case LOGTYPE_NOT_SET -> Optional.empty();
      case SESSION_RUN_LOG, PREDICT_STREAMED_LOG ->
          throw new ServingException(
              Reason.UNSUPPORTED,
              "Unsupported log_type for warmup: " + log.getLogTypeCase().getNumber());
    };
  }

  /** Puts {@code request} where requests are that come over the wire. */
  private InferRequest read(
      Message request, BiFunction<WireCursor, Runnable, InferRequest> reader) {
    Lease lease = pool.lease(request.getSerializedSize());
    try {
      ByteBuffer memory = lease.view();
      request.toByteString().copyTo(memory);
      return reader.apply(new WireCursor(memory.flip()), lease::close);
    } catch (RuntimeException | Error e) {
      lease.close();
      throw e;
    }
  }

  private InputMemory memory() {
    return new InputMemory(pool, maxTensorBytes);
  }

  private InferRequest predict(WireCursor cursor, ServedModel model, Runnable release) {
    PredictMessage message = PredictMessage.parse(cursor);
    Signature signature = signatures.find(model, message.modelSpec().signatureName());
    return tensors.decode(message, model, signature, RequestOptions.NONE, memory(), release);
  }

  private InferRequest ask(
      ExampleMethod method, WireCursor cursor, ServedModel model, Runnable release) {
    ExampleRequestMessage message = ExampleRequestMessage.parse(cursor);
    String signatureName = message.modelSpec().signatureName();
    Signature signature =
        InferenceTask.of(method, model, signatureName, signatures.checksMethods()).signature();
    return ExampleDecoder.decode(
            message.input().examples(),
            model,
            signature,
            signature.fetch(),
            RequestOptions.NONE,
            memory(),
            release)
        .request();
  }

  private InferRequest askAll(WireCursor cursor, ServedModel model, Runnable release) {
    MultiInferenceMessage message = MultiInferenceMessage.parse(cursor);
    MultiInferencePlan plan =
        MultiInferencePlan.of(message.tasks(), model, signatures.checksMethods());
    return ExampleDecoder.decode(
            message.input().examples(),
            model,
            plan.inputSignature(),
            plan.outputs(),
            RequestOptions.NONE,
            memory(),
            release)
        .request();
  }
}
