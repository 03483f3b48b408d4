package dev.tandem.engine.backend.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads and writes the string objects of ONNX Runtime where they lie. The Java API would hand them
 * over as modified UTF-8 that ends at the first zero byte.
 */
final class NativeStrings implements StringTensors {
  private static final String[] SHORT_PLACEHOLDERS = shortPlaceholders(256);

  private final OrtEnvironment environment;
  private final OrtAccess access;

  NativeStrings(OrtEnvironment environment, OrtAccess access) {
    this.environment = environment;
    this.access = access;
  }

  /** Lets the Java API make strings of the right lengths, then writes over their characters. */
  @Override
  public OnnxTensor write(Tensor tensor) throws OrtException {
    WireStrings strings = WireStrings.of(tensor);
    OnnxTensor written =
        OnnxTensor.createTensor(environment, placeholders(strings), tensor.shape().toArray());
    try {
      overwrite(objects(written, strings.count()), strings);
      return written;
    } catch (RuntimeException e) {
      written.close();
      throw e;
    }
  }

  @Override
  public Lease read(OnnxTensor tensor, NativePool pool) {
    StringObjects objects = objects(tensor, Math.toIntExact(tensor.getInfo().getNumElements()));
    long bytes = (long) objects.count() * Integer.BYTES;
    for (int i = 0; i < objects.count(); i++) {
      bytes += objects.size(i);
    }
    if (bytes > Integer.MAX_VALUE) {
      throw new ServingException(
          Reason.EXECUTION_FAILED,
          "output strings of " + bytes + " bytes (expected: at most " + Integer.MAX_VALUE + ")");
    }
    Lease lease = pool.lease((int) bytes);
    ByteBuffer wire = lease.view();
    for (int i = 0; i < objects.count(); i++) {
      UnsafeBuffer characters = objects.characters(i);
      wire.putInt(characters.capacity());
      characters.getBytes(0, wire, characters.capacity());
    }
    return lease;
  }

  private StringObjects objects(OnnxTensor tensor, int count) {
    return new StringObjects(BufferUtil.address(access.memoryOf(tensor)), count);
  }

  private static void overwrite(StringObjects objects, WireStrings strings) {
    for (int i = 0; i < strings.count(); i++) {
      UnsafeBuffer characters = objects.characters(i);
      if (characters.capacity() != strings.length(i)) {
        throw new ServingException(
            Reason.INTERNAL,
            "string %d has room for %d bytes (expected: %d)"
                .formatted(i, characters.capacity(), strings.length(i)));
      }
      characters.putBytes(0, strings.bytes(), strings.start(i), strings.length(i));
    }
  }

  private static String[] placeholders(WireStrings strings) {
    String[] placeholders = new String[strings.count()];
    for (int i = 0; i < placeholders.length; i++) {
      int length = strings.length(i);
      placeholders[i] =
          length < SHORT_PLACEHOLDERS.length ? SHORT_PLACEHOLDERS[length] : "x".repeat(length);
    }
    return placeholders;
  }

  private static String[] shortPlaceholders(int count) {
    String[] placeholders = new String[count];
    for (int length = 0; length < count; length++) {
      placeholders[length] = "x".repeat(length);
    }
    return placeholders;
  }
}
