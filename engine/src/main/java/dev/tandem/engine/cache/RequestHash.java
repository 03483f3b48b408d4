package dev.tandem.engine.cache;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Makes the keys of requests; each thread has its own. Clients choose what is hashed and would get
 * each other's answers if two requests had one key, so it is SHA-256, for which nobody can find
 * such two, and each part is preceded by its length, so that parts cannot be moved into each other.
 */
final class RequestHash {
  private static final ThreadLocal<RequestHash> OF_THREAD =
      ThreadLocal.withInitial(RequestHash::new);

  private static final int SCRATCH_BYTES = 1024;

  private final MessageDigest digest = sha256();
  private final ByteBuffer scratch = ByteBuffer.allocate(SCRATCH_BYTES);

  private RequestHash() {}

  /** The key of {@code request} to the model that {@code prefix} stands for. */
  static CacheKey of(byte[] prefix, InferRequest request) {
    return OF_THREAD.get().key(prefix, request);
  }

  private CacheKey key(byte[] prefix, InferRequest request) {
    digest.reset();
    scratch.clear();
    add(prefix);
    add(request.model().isGraphView() ? 1 : 0);
    add(request.outputs().size());
    for (String output : request.outputs()) {
      add(output.getBytes(StandardCharsets.UTF_8));
    }
    add(request.inputs().size());
    for (Tensor input : request.inputs()) {
      add(input);
    }
    flush();
    return CacheKey.of(digest.digest());
  }

  private void add(Tensor input) {
    add(input.name().getBytes(StandardCharsets.UTF_8));
    add(input.type().name().getBytes(StandardCharsets.UTF_8));
    Shape shape = input.shape();
    add(shape.rank());
    for (int i = 0; i < shape.rank(); i++) {
      add(shape.dim(i));
    }
    add(input.bytes().size());
    flush();
    for (int i = 0; i < input.bytes().runCount(); i++) {
      digest.update(input.bytes().run(i));
    }
  }

  private void add(byte[] part) {
    add(part.length);
    if (scratch.remaining() < part.length) {
      flush();
    }
    if (part.length > scratch.capacity()) {
      digest.update(part);
    } else {
      scratch.put(part);
    }
  }

  private void add(long number) {
    if (scratch.remaining() < Long.BYTES) {
      flush();
    }
    scratch.putLong(number);
  }

  private void flush() {
    digest.update(scratch.flip());
    scratch.clear();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256: not there, which every Java platform must have", e);
    }
  }
}
