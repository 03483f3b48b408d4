package dev.tandem.server;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ctrl-C and its kin.
 *
 * <p>The JVM answers them with its shutdown hooks, all at once: ONNX Runtime's frees what requests
 * in flight still use, and the log falls silent. So the server takes the signals itself and ends
 * the process once it has drained. The JDK's only class for that makes the compiler warn in a way
 * that cannot be suppressed, hence the reflection.
 */
final class StopSignals {
  private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

  /** What a shell reports for a process that a signal ended is this much more than its number. */
  private static final int SIGNAL_EXIT_CODE = 128;

  private StopSignals() {}

  /**
   * Closes the server at the first signal; a second one ends the process without waiting.
   *
   * @param starting the server, once it is up; one that is not by then need not be drained
   */
  static void close(Future<TandemServer> starting) {
    AtomicBoolean stopping = new AtomicBoolean();
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              StopSignals.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, args) -> {
                int number = (int) signalType.getMethod("getNumber").invoke(args[0]);
                if (stopping.getAndSet(true)) {
                  halt(number);
                }
                System.out.println("Signal (" + number + ") received.");
                closeOrHalt(starting, number);
                return null;
              });
      for (String name : NAMES) {
        Object signal = signalType.getConstructor(String.class).newInstance(name);
        signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("signals: not handled by this JVM", e);
    }
  }

  /** Waits a moment for a server that has told its ports but is not back from its start. */
  private static void closeOrHalt(Future<TandemServer> starting, int number)
      throws InterruptedException, ExecutionException {
    try {
      starting.get(1, TimeUnit.SECONDS).close();
    } catch (TimeoutException e) {
      halt(number);
    }
  }

  private static void halt(int number) {
    Runtime.getRuntime().halt(SIGNAL_EXIT_CODE + number);
  }
}
