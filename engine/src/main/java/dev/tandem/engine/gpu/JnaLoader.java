package dev.tandem.engine.gpu;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.tandem.engine.gpu.NativeLoader.Opening.Failed;
import dev.tandem.engine.gpu.NativeLoader.Opening.Opened;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The C library's {@code dlopen}. JNA's own search is left aside: it also takes files of names that
 * the loader would not.
 */
final class JnaLoader implements NativeLoader {
  private static final int LAZY = 1;

  private final Function dlopen;
  private final Function dlsym;
  private final Function dlerror;

  /** Throws {@link UnsatisfiedLinkError} where JNA cannot start. */
  JnaLoader() {
    com.sun.jna.NativeLibrary process = com.sun.jna.NativeLibrary.getProcess();
    dlopen = process.getFunction("dlopen");
    dlsym = process.getFunction("dlsym");
    dlerror = process.getFunction("dlerror");
    linkReads();
  }

  /**
   * The JVM links a native method when it is first called, by way of {@code dlsym}, which throws
   * away the text that {@code dlerror} has given: those that read it are called once before.
   */
  private void linkReads() {
    @Nullable Pointer unused = dlerror.invokePointer(new Object[0]);
    try (Memory text = new Memory(1)) {
      text.setByte(0, (byte) 0);
      String empty = text.getString(0);
      assert empty.isEmpty();
    }
  }

  @Override
  public Opening open(String library) {
    @Nullable Pointer handle = dlopen.invokePointer(new Object[] {library, LAZY});
    if (handle == null) {
      @Nullable String reason = dlerror.invokeString(new Object[0], false);
      return new Failed(reason == null ? "it cannot be opened" : reason);
    }
    return new Opened(new Library(handle));
  }

  /** The functions of a library, looked up once each. */
  private final class Library implements NativeLibrary {
    private final Pointer handle;
    private final Map<String, Function> functions = new ConcurrentHashMap<>();

    private Library(Pointer handle) {
      this.handle = handle;
    }

    @Override
    public boolean has(String function) {
      return functions.containsKey(function) || address(function) != null;
    }

    @Override
    public int call(String function, Object... arguments) {
      return functions.computeIfAbsent(function, this::function).invokeInt(arguments);
    }

    private Function function(String name) {
      @Nullable Pointer address = address(name);
      if (address == null) {
        throw new UnsatisfiedLinkError("the library has no function " + name);
      }
      return Function.getFunction(address);
    }

    private @Nullable Pointer address(String function) {
      return dlsym.invokePointer(new Object[] {handle, function});
    }
  }
}
