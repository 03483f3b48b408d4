package dev.tandem.engine.backend.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessibleObject;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What ONNX Runtime's Java classes can do but do not offer: tensors of every element type over
 * native memory and nothing else, views of its own memory, and runs that give optional inputs.
 */
final class OrtAccess {
  private static final MethodHandle CREATE_ENVIRONMENT;
  private static final MethodHandle CREATE_TENSOR;
  private static final MethodHandle CLOSE_TENSOR;
  private static final MethodHandle TENSOR_BUFFER;
  private static final MethodHandle TENSOR_HANDLE;
  private static final MethodHandle RUN;
  private static final MethodHandle SESSION_HANDLE;
  private static final MethodHandle RUN_OPTIONS_HANDLE;
  private static final MethodHandle ALLOCATOR_HANDLE;
  private static final MethodHandle API_HANDLE;

  static {
    try {
      Class<?> allocator = Class.forName("ai.onnxruntime.OrtAllocator");
      CREATE_ENVIRONMENT =
          method(OrtEnvironment.class, "createHandle", long.class, int.class, String.class);
      CREATE_TENSOR =
          method(
              OnnxTensor.class,
              "createTensorFromBuffer",
              long.class,
              long.class,
              Buffer.class,
              int.class,
              long.class,
              long[].class,
              int.class);
      CLOSE_TENSOR = method(OnnxTensor.class, "close", long.class, long.class);
      TENSOR_BUFFER = method(OnnxTensor.class, "getBuffer", long.class, long.class);
      TENSOR_HANDLE = field(OnnxTensorLike.class, "nativeHandle");
      RUN =
          method(
              OrtSession.class,
              "run",
              long.class,
              long.class,
              long.class,
              String[].class,
              long[].class,
              long.class,
              String[].class,
              long.class,
              OnnxValue[].class,
              long[].class,
              long.class);
      SESSION_HANDLE = field(OrtSession.class, "nativeHandle");
      RUN_OPTIONS_HANDLE = field(OrtSession.RunOptions.class, "nativeHandle");
      ALLOCATOR_HANDLE =
          MethodHandles.filterReturnValue(
              field(OrtEnvironment.class, "defaultAllocator"), field(allocator, "handle"));
      API_HANDLE = field(Class.forName("ai.onnxruntime.OnnxRuntime"), "ortApiHandle");
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(
          "ONNX Runtime's Java classes are not those of the expected version", e);
    }
  }

  private final long api;
  private final long allocator;
  private final OnnxTensor pinned;

  OrtAccess(OrtEnvironment environment) throws OrtException {
    pinned = OnnxTensor.createTensor(environment, 0f);
    try {
      api = (long) API_HANDLE.invokeExact();
      allocator = (long) ALLOCATOR_HANDLE.invokeExact(environment);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * Takes one more reference to the process's environment, for good. The Java API gives its own one
   * back in a JVM shutdown hook, beside which a server still answers what it has taken.
   */
  void keepEnvironment(int logLevel, String name) throws OrtException {
    try {
      long unused = (long) CREATE_ENVIRONMENT.invokeExact(api, logLevel, name);
    } catch (Throwable e) {
      throw asOrtException(e);
    }
  }

  /**
   * A tensor over what remains of {@code memory}, which must be direct and long enough, to be
   * closed by its handle. It holds the address alone.
   */
  long newTensor(ByteBuffer memory, OnnxTensorType type, long[] shape) throws OrtException {
    try {
      return (long)
          CREATE_TENSOR.invokeExact(
              api,
              allocator,
              (Buffer) memory,
              memory.position(),
              (long) memory.remaining(),
              shape,
              type.value);
    } catch (Throwable e) {
      throw asOrtException(e);
    }
  }

  void closeTensor(long handle) {
    try {
      CLOSE_TENSOR.invokeExact(pinned, api, handle);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** What stands among a run's outputs where one has a tensor already. */
  OnnxValue pinned() {
    return pinned;
  }

  /**
   * The memory that a tensor lies in, to be used while the tensor is open. For strings, an empty
   * view of the place where their objects are.
   */
  ByteBuffer memoryOf(OnnxTensor tensor) {
    try {
      ByteBuffer memory = (ByteBuffer) TENSOR_BUFFER.invokeExact(tensor, api, handleOf(tensor));
      return memory.order(ByteOrder.LITTLE_ENDIAN);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  long handleOf(OnnxTensor tensor) {
    try {
      return (long) TENSOR_HANDLE.invokeExact((OnnxTensorLike) tensor);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Runs and leaves in {@code outputs} what is not pinned there. */
  void run(OrtSession session, OrtSession.RunOptions options, Inputs inputs, Outputs outputs)
      throws OrtException {
    try {
      boolean[] unused =
          (boolean[])
              RUN.invokeExact(
                  session,
                  api,
                  (long) SESSION_HANDLE.invokeExact(session),
                  allocator,
                  inputs.names(),
                  inputs.handles(),
                  (long) inputs.names().length,
                  outputs.names(),
                  (long) outputs.names().length,
                  outputs.values(),
                  outputs.handles(),
                  (long) RUN_OPTIONS_HANDLE.invokeExact(options));
    } catch (Throwable e) {
      throw asOrtException(e);
    }
  }

  private static OrtException asOrtException(Throwable thrown) {
    if (thrown instanceof OrtException expected) {
      return expected;
    }
    throw unexpected(thrown);
  }

  private static RuntimeException unexpected(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return thrown instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(thrown);
  }

  private static MethodHandle method(Class<?> owner, String name, Class<?>... parameters)
      throws ReflectiveOperationException {
    return MethodHandles.lookup().unreflect(opened(owner.getDeclaredMethod(name, parameters)));
  }

  private static MethodHandle field(Class<?> owner, String name)
      throws ReflectiveOperationException {
    return MethodHandles.lookup().unreflectGetter(opened(owner.getDeclaredField(name)));
  }

  private static <T extends AccessibleObject> T opened(T member) {
    member.setAccessible(true);
    return member;
  }
}
