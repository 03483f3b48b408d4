package dev.tandem.kserve.wire;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.kserve.shm.RegionSlice;
import dev.tandem.kserve.shm.RegionUse;
import dev.tandem.kserve.shm.SharedMemory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.CloseHelper;

/**
 * How a request wants its outputs: some as classes, some in shared memory, of which it holds shares
 * until it is closed, which is after the last answer. One thread at a time.
 */
public final class AskedOutputs implements AutoCloseable {
  public static final AskedOutputs AS_THEY_ARE = new AskedOutputs(ClassCounts.NONE, Map.of());

  private final ClassCounts classes;
  private final Map<String, RegionSlice> places;
  private boolean closed;

  private AskedOutputs(ClassCounts classes, Map<String, RegionSlice> places) {
    this.classes = classes;
    this.places = places;
  }

  /** What {@code message} asks for; throws where it asks in a way that is not there. */
  public static AskedOutputs of(InferMessage message, SharedMemory memory) {
    if (message.outputs().isEmpty()) {
      return AS_THEY_ARE;
    }
    ClassCounts classes = ClassCounts.of(message);
    Map<String, RegionUse> uses = Map.of();
    for (OutputMessage output : message.outputs()) {
      RegionUse use = RegionParameters.of(output.name(), output.parameters());
      if (use != null) {
        if (classes.byOutput().containsKey(output.name())) {
          throw InferMessageReader.invalid(
              "output can't set both 'shared_memory_region' and 'classification'");
        }
        uses = uses.isEmpty() ? new HashMap<>() : uses;
        uses.put(output.name(), use);
      }
    }
    return of(classes, uses, memory);
  }

  static AskedOutputs of(ClassCounts classes, Map<String, RegionUse> uses, SharedMemory memory) {
    if (uses.isEmpty()) {
      return classes.byOutput().isEmpty() ? AS_THEY_ARE : new AskedOutputs(classes, Map.of());
    }
    Map<String, RegionSlice> places = new HashMap<>();
    try {
      uses.forEach((output, use) -> places.put(output, memory.slice(use)));
    } catch (ServingException e) {
      CloseHelper.closeAll(places.values());
      throw e;
    }
    return new AskedOutputs(classes, places);
  }

  /** Whether an output goes to shared memory and leaves nothing but its shape in the answer. */
  boolean isShared(String output) {
    return places.containsKey(output);
  }

  /**
   * {@code response} in the form asked for, with what goes to shared memory written there. It lies
   * in the same memory, so that only one of the two is to be closed: the given one where this
   * throws.
   */
  public InferResponse apply(InferResponse response) {
    InferResponse shown = classes.apply(response);
    if (places.isEmpty()) {
      return shown;
    }
    List<Tensor> outputs = shown.outputs().stream().map(this::placed).toList();
    return shown.with(outputs);
  }

  private Tensor placed(Tensor output) {
    RegionSlice place = places.get(output.name());
    if (place == null) {
      return output;
    }
    if (output.bytes().size() > place.byteSize()) {
      throw new ServingException(
          Reason.SHARED_MEMORY_FAILED,
          "shared memory size specified with the request for output '"
              + output.name()
              + "' ("
              + place.byteSize()
              + " bytes) should be at least "
              + output.bytes().size()
              + " bytes to hold the results");
    }
    place.write(output.bytes());
    return new Tensor(output.name(), output.type(), output.shape(), TensorBytes.EMPTY);
  }

  /** Gives the shares back; once, however often it is called. */
  @Override
  public void close() {
    if (!closed && !places.isEmpty()) {
      closed = true;
      CloseHelper.closeAll(places.values());
    }
  }
}
