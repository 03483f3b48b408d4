package dev.tandem.engine.gpu;

import dev.tandem.engine.gpu.NativeLoader.Opening.Failed;
import dev.tandem.engine.gpu.NativeLoader.Opening.Opened;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A machine's libraries, with functions written in Java; says no as glibc does. */
final class FakeNatives implements NativeLoader {
  final List<String> opened = new ArrayList<>();
  final List<String> calls = new ArrayList<>();
  private final Map<String, FakeLibrary> libraries = new HashMap<>();
  private final Map<String, String> broken = new HashMap<>();

  /** A function; what it gives. */
  interface Body {
    int call(Object... arguments);
  }

  @Override
  public Opening open(String library) {
    opened.add(library);
    String reason = broken.get(library);
    if (reason != null) {
      return new Failed(reason);
    }
    FakeLibrary found = libraries.get(library);
    return found == null
        ? new Failed(library + ": cannot open shared object file: No such file or directory")
        : new Opened(found);
  }

  FakeLibrary add(String... names) {
    FakeLibrary library = new FakeLibrary();
    for (String name : names) {
      libraries.put(name, library);
    }
    return library;
  }

  void remove(String name) {
    libraries.remove(name);
  }

  void breakDown(String name, String reason) {
    broken.put(name, reason);
  }

  /** All that CUDA and TensorRT want, and GPUs of these names. */
  static FakeNatives ofGpus(String... names) {
    FakeNatives natives = new FakeNatives();
    natives.add("libcublasLt.so.12");
    natives.add("libcublas.so.12");
    natives.add("libcurand.so.10");
    natives.add("libcufft.so.11");
    natives.add("libcudart.so.12").writes("cudaRuntimeGetVersion", 12060);
    natives.add("libcudnn.so.9").gives("cudnnGetVersion", 91002);
    natives.add("libnvinfer.so.10").gives("getInferLibVersion", 100300);
    natives.add("libnvonnxparser.so.10");
    natives
        .add("libcuda.so.1")
        .writes("cuDriverGetVersion", 12040)
        .gives("cuInit", 0)
        .writes("cuDeviceGetCount", names.length)
        .has("cuDeviceGet", arguments -> write(arguments[0], 100 + (int) arguments[1]))
        .has(
            "cuDeviceGetName",
            arguments -> {
              byte[] name = names[(int) arguments[2] - 100].getBytes(StandardCharsets.UTF_8);
              ((ByteBuffer) arguments[0]).put(0, name);
              return 0;
            })
        .has(
            "cuDeviceTotalMem_v2",
            arguments -> {
              ((ByteBuffer) arguments[0]).putLong(0, 80L << 30);
              return 0;
            })
        .has(
            "cuDeviceGetUuid",
            arguments -> {
              ((ByteBuffer) arguments[0]).put(0, new byte[] {(byte) 0xab, 1}).put(15, (byte) 7);
              return 0;
            });
    return natives;
  }

  static int write(Object memory, int number) {
    ((ByteBuffer) memory).putInt(0, number);
    return 0;
  }

  /** A library, and what was called in it. */
  final class FakeLibrary implements NativeLibrary {
    private final Map<String, Body> functions = new TreeMap<>();

    FakeLibrary has(String function, Body body) {
      functions.put(function, body);
      return this;
    }

    FakeLibrary gives(String function, int number) {
      return has(function, arguments -> number);
    }

    FakeLibrary writes(String function, int number) {
      return has(function, arguments -> write(arguments[0], number));
    }

    @Override
    public boolean has(String function) {
      return functions.containsKey(function);
    }

    @Override
    public int call(String function, Object... arguments) {
      calls.add(function);
      Body body = functions.get(function);
      if (body == null) {
        throw new AssertionError("no function " + function);
      }
      return body.call(arguments);
    }
  }
}
