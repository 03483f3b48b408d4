package dev.tandem.kserve.grpc;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.kserve.shm.SharedMemory;
import dev.tandem.kserve.wire.AskedOutputs;
import dev.tandem.kserve.wire.InferMessage;
import dev.tandem.kserve.wire.InferMessageReader;
import java.util.Map;

/** A message as the engine takes it, and how its outputs are wanted. */
record ReadRequest(InferRequest request, AskedOutputs outputs) {
  /** Throws where the message is no request for {@code model}, and then holds nothing of it. */
  static ReadRequest of(
      InferMessage message,
      ServedModel model,
      SharedMemory memory,
      ForwardedMetadata forwarded,
      long deadlineNs,
      Runnable release) {
    Map<String, Object> headers = forwarded.ofCall();
    AskedOutputs outputs = AskedOutputs.of(message, memory);
    try {
      InferRequest request = InferMessageReader.read(message, model, memory, deadlineNs, release);
      return new ReadRequest(request.with(headers), outputs);
    } catch (RuntimeException e) {
      outputs.close();
      throw e;
    }
  }
}
