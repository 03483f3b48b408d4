package dev.tandem.kserve.wire;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.json.JsonValue;
import dev.tandem.kserve.shm.RegionUse;
import dev.tandem.kserve.shm.SharedMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Reads the body of an infer request: JSON, and behind it the tensors that come as binary. */
public final class RestInferReader {
  private final NativePool pool;
  private final SharedMemory memory;
  private final long maxInputBytes;

  public RestInferReader(NativePool pool, SharedMemory memory, long maxInputBytes) {
    this.pool = pool;
    this.memory = memory;
    this.maxInputBytes = maxInputBytes;
  }

  /**
   * Reads {@code body}, whose first {@code jsonLength} bytes are JSON; throws {@link
   * ServingException} where it cannot. The request borrows the body until it runs {@code release}.
   */
  public RestInfer read(ByteBuffer body, int jsonLength, ServedModel model, Runnable release) {
    return read(body, jsonLength, model, release, more -> {});
  }

  /** The same, where {@code growth} is told of bytes that reading takes beside the body. */
  public RestInfer read(
      ByteBuffer body, int jsonLength, ServedModel model, Runnable release, LongConsumer growth) {
    if (jsonLength == 0) {
      checkRawSize(body.remaining());
      return RawRequest.read(body, model, release);
    }
    checkSize(jsonLength);
    JsonValue root = JsonFields.parse(body, jsonLength, growth);
    String id =
        JsonFields.member(root, "id").map(value -> JsonFields.string("id", value)).orElse("");
    try {
      RestInputs inputs = new RestInputs(body, jsonLength, model, pool, memory, maxInputBytes);
      return read(root, id, inputs, model, release);
    } catch (ServingException e) {
      throw withId(e, id);
    }
  }

  /** What is wrong with a tensor names the request, which only the reader knows by now. */
  private static ServingException withId(ServingException failure, String id) {
    return failure.reason() == Reason.INVALID_TENSOR && !id.isEmpty()
        ? new ServingException(Reason.INVALID_REQUEST, "[request id: " + id + "] " + failure.text())
        : failure;
  }

  private RestInfer read(
      JsonValue root, String id, RestInputs inputs, ServedModel model, Runnable release) {
    Optional<JsonValue> parameters = JsonFields.member(root, "parameters");
    RestParameters read = RestParameters.read(parameters);
    boolean complete = false;
    try {
      List<Tensor> tensors = new ArrayList<>();
      for (JsonValue input : JsonFields.array("inputs", JsonFields.required(root, "inputs"))) {
        tensors.add(inputs.read(input));
      }
      inputs.checkAllUsed();
      Map<String, Boolean> listed = new HashMap<>();
      Map<String, Integer> classes = new HashMap<>();
      Map<String, RegionUse> regions = new HashMap<>();
      List<String> outputs = outputs(root, listed, classes, regions);
      AskedOutputs asked = AskedOutputs.of(new ClassCounts(classes), regions, memory);
      InferRequest request =
          new InferRequest(
              model, id, tensors, outputs, read.options(), inputs.releaseWith(release));
      complete = true;
      return new RestInfer(request, read.binaryOutputs(), listed, asked);
    } finally {
      if (!complete) {
        inputs.close();
      }
    }
  }

  private static List<String> outputs(
      JsonValue root,
      Map<String, Boolean> listed,
      Map<String, Integer> classes,
      Map<String, RegionUse> regions) {
    Optional<JsonValue> member = JsonFields.member(root, "outputs");
    if (member.isEmpty()) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    for (JsonValue output : JsonFields.array("outputs", member.get())) {
      String name = JsonFields.string("name", JsonFields.required(output, "name"));
      names.add(name);
      OutputParameters.region(output).ifPresent(use -> regions.put(name, use));
      listed.put(name, OutputParameters.isBinary(output));
      int count = OutputParameters.classes(output);
      if (count > 0) {
        classes.put(name, count);
      }
    }
    return names;
  }

  private void checkSize(int jsonLength) {
    if (jsonLength > maxInputBytes) {
      throw tooLarge(jsonLength, maxInputBytes);
    }
  }

  private void checkRawSize(int bytes) {
    if (bytes > maxInputBytes) {
      throw new ServingException(
          Reason.INVALID_REQUEST,
          "Raw input has a byte_size ("
              + bytes
              + " bytes) that exceeds the maximum allowed value of "
              + maxInputBytes
              + " bytes. Use --http-max-input-size to increase the limit.");
    }
  }

  public static ServingException tooLarge(long bytes, long maxBytes) {
    return new ServingException(
        Reason.INVALID_REQUEST,
        "request JSON size of "
            + bytes
            + " bytes exceeds the maximum allowed input size of "
            + maxBytes
            + " bytes. Use --http-max-input-size to increase the limit.");
  }
}
