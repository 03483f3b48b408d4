package dev.tandem.engine.backend.onnx;

import static dev.tandem.engine.backend.onnx.StringObjects.LOCAL_OFFSET;
import static dev.tandem.engine.backend.onnx.StringObjects.SIZE_OFFSET;
import static java.nio.charset.StandardCharsets.US_ASCII;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/** The proof that this process's ONNX Runtime lays out strings as {@link StringObjects} does. */
final class StringLayout {
  private static final int LONGEST_LOCAL = 15;
  private static final int[] LENGTHS = {0, 3, LONGEST_LOCAL, LONGEST_LOCAL + 1, 300};

  /** So many that the probe stays inside their memory even where a string is a mere pointer. */
  private static final int STRINGS = 4 * LENGTHS.length;

  private StringLayout() {}

  /** Looks at strings of known lengths, then overwrites them and has ONNX Runtime read them. */
  static boolean holds(OrtEnvironment environment, OrtAccess access) throws OrtException {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      return false;
    }
    String[] strings = new String[STRINGS];
    for (int i = 0; i < strings.length; i++) {
      strings[i] = "a".repeat(LENGTHS[i % LENGTHS.length]);
    }
    long[] shape = {strings.length};
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment, strings, shape)) {
      long address = BufferUtil.address(access.memoryOf(tensor));
      if (!matches(address)) {
        return false;
      }
      StringObjects objects = new StringObjects(address, LENGTHS.length);
      for (int i = 0; i < LENGTHS.length; i++) {
        strings[i] = "b".repeat(LENGTHS[i]);
        objects.characters(i).putBytes(0, strings[i].getBytes(US_ASCII));
      }
      return Arrays.equals((String[]) tensor.getValue(), strings);
    }
  }

  /** Follows no pointer. */
  private static boolean matches(long address) {
    UnsafeBuffer objects = new UnsafeBuffer(address, LENGTHS.length * StringObjects.BYTES);
    for (int i = 0; i < LENGTHS.length; i++) {
      int object = i * StringObjects.BYTES;
      boolean isLocal = objects.getLong(object) == address + object + LOCAL_OFFSET;
      if (objects.getLong(object + SIZE_OFFSET) != LENGTHS[i]
          || isLocal != (LENGTHS[i] <= LONGEST_LOCAL)
          || (!isLocal && objects.getLong(object + LOCAL_OFFSET) < LENGTHS[i])) {
        return false;
      }
    }
    return true;
  }
}
