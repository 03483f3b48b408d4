package dev.tandem.kserve.wire;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.json.JsonValue;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/**
 * Reads the body of a generate request: one flat object, in which the names of inputs have their
 * values, and everything else is a parameter.
 */
public final class GenerateReader {
  private final NativePool pool;

  public GenerateReader(NativePool pool) {
    this.pool = pool;
  }

  /**
   * Throws {@link ServingException} where {@code body} cannot be read, with nothing kept; else the
   * request gives its memory back and then runs {@code release}.
   */
  public InferRequest read(ByteBuffer body, ServedModel model, Runnable release) {
    return read(body, model, release, more -> {});
  }

  /** The same, where {@code growth} is told of bytes that reading takes beside the body. */
  public InferRequest read(
      ByteBuffer body, ServedModel model, Runnable release, LongConsumer growth) {
    JsonValue root = JsonFields.parse(body, body.remaining(), growth);
    GenerateInputs inputs = new GenerateInputs(model, pool);
    boolean complete = false;
    try {
      inputs.readAll(root);
      InferRequest request = inputs.request(release);
      complete = true;
      return request;
    } finally {
      if (!complete) {
        inputs.close();
      }
    }
  }

  public static ServingException unsupportedCoding() {
    return new ServingException(
        Reason.INVALID_REQUEST, "Unsupported content-encoding, only 'identity' is supported.");
  }
}
