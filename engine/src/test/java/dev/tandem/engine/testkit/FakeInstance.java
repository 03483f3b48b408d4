package dev.tandem.engine.testkit;

import dev.tandem.engine.backend.BackendInstance;
import dev.tandem.engine.backend.BackendResult;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** An instance that does as its script says, and remembers which threads used and closed it. */
public final class FakeInstance implements BackendInstance {
  private final Script script;
  private final Runnable whenClosed;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final Set<Thread> users = ConcurrentHashMap.newKeySet();
  private final AtomicInteger terminations = new AtomicInteger();
  private final List<Thread> closers = new CopyOnWriteArrayList<>();

  /** What an execution does. */
  @FunctionalInterface
  public interface Script {
    void run(List<Tensor> inputs, List<String> outputs, ResultSink sink);
  }

  public FakeInstance(Script script) {
    this(script, () -> {});
  }

  public FakeInstance(Script script, Runnable whenClosed) {
    this.script = script;
    this.whenClosed = whenClosed;
  }

  /** Answers each output wanted with the input of the same place. */
  public static Script echo(NativePool pool) {
    return (inputs, outputs, sink) -> sink.onResult(copies(pool, inputs, outputs), true);
  }

  /** The inputs under the names of the outputs wanted, each in memory of its own. */
  public static BackendResult copies(NativePool pool, List<Tensor> inputs, List<String> outputs) {
    List<Tensor> tensors = new ArrayList<>();
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      Tensor input = inputs.get(i);
      Lease lease = pool.lease(Math.toIntExact(input.bytes().size()));
      leases.add(lease);
      ByteBuffer memory = lease.view();
      input.bytes().copyTo(memory);
      tensors.add(
          new Tensor(outputs.get(i), input.type(), input.shape(), TensorBytes.wrap(memory.flip())));
    }
    return new BackendResult(tensors, leases);
  }

  @Override
  public void execute(List<Tensor> inputs, List<String> outputs, ResultSink sink) {
    if (!closers.isEmpty()) {
      throw new IllegalStateException("instance: used after it was closed");
    }
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException("instance: used by two threads at a time");
    }
    users.add(Thread.currentThread());
    try {
      script.run(inputs, outputs, sink);
    } finally {
      busy.set(false);
    }
  }

  /** Changes nothing: the script goes on. */
  @Override
  public void terminate() {
    terminations.incrementAndGet();
  }

  @Override
  public void close() {
    if (busy.get()) {
      throw new IllegalStateException("instance: closed while it ran");
    }
    closers.add(Thread.currentThread());
    whenClosed.run();
  }

  /** How often somebody wanted a run to end. */
  public int terminations() {
    return terminations.get();
  }

  /** The threads that executed something. */
  public Set<Thread> users() {
    return Set.copyOf(users);
  }

  /** The threads that closed it, one for each time. */
  public List<Thread> closers() {
    return List.copyOf(closers);
  }
}
