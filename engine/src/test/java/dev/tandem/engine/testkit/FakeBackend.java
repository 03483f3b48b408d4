package dev.tandem.engine.testkit;

import dev.tandem.engine.backend.Backend;
import dev.tandem.engine.backend.BackendInstance;
import dev.tandem.engine.backend.BackendModel;
import dev.tandem.engine.backend.GpuSupport;
import dev.tandem.engine.model.Device;
import dev.tandem.engine.model.GraphInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The backend {@code fake}, all of whose models run one script. It keeps a journal of what it opens
 * and closes, with lines such as {@code open m/1} and {@code close m/1 instance 0}, and fails where
 * a test wants it to.
 */
public final class FakeBackend implements Backend {
  private final FakeInstance.Script script;
  private final List<String> journal = new CopyOnWriteArrayList<>();
  private final List<ModelSource> sources = new CopyOnWriteArrayList<>();
  private final Map<String, Throwable> faults = new ConcurrentHashMap<>();
  private volatile Optional<GraphInfo> graph = Optional.empty();
  private volatile boolean slowAtFirst;
  private volatile GpuSupport gpus = GpuSupport.notBuiltIn("fakes run on the CPU only");

  public FakeBackend(FakeInstance.Script script) {
    this.script = script;
  }

  /** Throws {@code fault} where the journal would get {@code line}. */
  public FakeBackend failAt(String line, RuntimeException fault) {
    faults.put(line, fault);
    return this;
  }

  /** Throws {@code fault} where the journal would get {@code line}. */
  public FakeBackend failAt(String line, Error fault) {
    faults.put(line, fault);
    return this;
  }

  /** Throws no more where the journal would get {@code line}. */
  public FakeBackend heal(String line) {
    faults.remove(line);
    return this;
  }

  /** Says that first runs are slow. */
  public FakeBackend slowAtFirst() {
    slowAtFirst = true;
    return this;
  }

  /** Says that there are {@code value}. */
  public FakeBackend withGpus(GpuSupport value) {
    gpus = value;
    return this;
  }

  /** Describes every model as {@code value}. */
  public FakeBackend describing(GraphInfo value) {
    graph = Optional.of(value);
    return this;
  }

  /** What was opened and closed so far, in order. */
  public List<String> journal() {
    return List.copyOf(journal);
  }

  /** What was opened so far, in order. */
  public List<ModelSource> sources() {
    return List.copyOf(sources);
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public Optional<GraphInfo> describe(Path model) {
    if (faults.get("describe") instanceof RuntimeException fault) {
      throw fault;
    }
    return graph;
  }

  @Override
  public GpuSupport gpus() {
    return gpus;
  }

  @Override
  public boolean isSlowAtFirst() {
    return slowAtFirst;
  }

  @Override
  public BackendModel open(ModelSource source) {
    String name = source.name() + "/" + source.version();
    enter("open " + name);
    sources.add(source);
    return new FakeBackendModel(name);
  }

  private void enter(String line) {
    Throwable fault = faults.get(line);
    if (fault instanceof RuntimeException exception) {
      throw exception;
    }
    if (fault instanceof Error error) {
      throw error;
    }
    journal.add(line);
  }

  private final class FakeBackendModel implements BackendModel {
    private final String name;
    private final AtomicInteger instances = new AtomicInteger();

    FakeBackendModel(String name) {
      this.name = name;
    }

    @Override
    public BackendInstance newInstance(Device device) {
      String on = device.equals(Device.CPU) ? "" : " on " + device.label();
      String instance = name + " instance " + instances.getAndIncrement() + on;
      enter("open " + instance);
      return new FakeInstance(script, () -> journal.add("close " + instance));
    }

    @Override
    public void close() {
      journal.add("close " + name);
    }
  }
}
