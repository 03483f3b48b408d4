package dev.tandem.engine.backend.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtUtil;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * Hands strings over through the Java API, for platforms where {@link NativeStrings} does not work.
 * Text goes as it is. What is not UTF-8 or holds a zero byte, which that API cannot carry, goes as
 * a marker and one private character for each byte. Every string comes back as it went in, but the
 * model's own operators see characters outside the basic plane as surrogates, and bytes that are no
 * text in their escaped form.
 */
final class EscapedStrings implements StringTensors {
  private static final char MARKER = '\uF8FE';
  private static final char FIRST_BYTE = '\uE000';
  private static final char LAST_BYTE = FIRST_BYTE + 0xFF;

  private final OrtEnvironment environment;

  EscapedStrings(OrtEnvironment environment) {
    this.environment = environment;
  }

  @Override
  public OnnxTensor write(Tensor tensor) throws OrtException {
    WireStrings strings = WireStrings.of(tensor);
    String[] escaped = new String[strings.count()];
    for (int i = 0; i < escaped.length; i++) {
      escaped[i] = escape(strings.bytes().slice(strings.start(i), strings.length(i)));
    }
    return OnnxTensor.createTensor(environment, escaped, tensor.shape().toArray());
  }

  @Override
  public Lease read(OnnxTensor tensor, NativePool pool) throws OrtException {
    Object value = tensor.getValue();
    String[] strings =
        value instanceof String scalar ? new String[] {scalar} : OrtUtil.flattenString(value);
    byte[][] elements = new byte[strings.length][];
    int bytes = 0;
    for (int i = 0; i < strings.length; i++) {
      elements[i] = unescape(strings[i]);
      bytes = Math.addExact(bytes, Integer.BYTES + elements[i].length);
    }
    Lease lease = pool.lease(bytes);
    ByteBuffer wire = lease.view();
    for (byte[] element : elements) {
      wire.putInt(element.length).put(element);
    }
    return lease;
  }

  static String escape(ByteBuffer bytes) {
    try {
      String text = UTF_8.newDecoder().decode(bytes.duplicate()).toString();
      if (text.indexOf(0) < 0 && !text.startsWith(String.valueOf(MARKER))) {
        return text;
      }
    } catch (CharacterCodingException e) {
      // Not text, so it goes the other way.
    }
    StringBuilder escaped = new StringBuilder(1 + bytes.remaining()).append(MARKER);
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      escaped.append((char) (FIRST_BYTE + (bytes.get(i) & 0xFF)));
    }
    return escaped.toString();
  }

  static byte[] unescape(String text) {
    if (!isEscaped(text)) {
      return text.getBytes(UTF_8);
    }
    byte[] bytes = new byte[text.length() - 1];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (text.charAt(i + 1) - FIRST_BYTE);
    }
    return bytes;
  }

  private static boolean isEscaped(String text) {
    return text.startsWith(String.valueOf(MARKER))
        && text.chars().skip(1).allMatch(c -> c >= FIRST_BYTE && c <= LAST_BYTE);
  }
}
