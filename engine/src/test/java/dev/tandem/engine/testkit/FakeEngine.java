package dev.tandem.engine.testkit;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.ModelState;
import dev.tandem.engine.api.ModelVersionStatus;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The one door over models that compute in Java. It keeps the rules that doors rely on: inputs are
 * released before the answer, outputs lie in leased memory, answers come on the executor's threads.
 */
public final class FakeEngine implements InferenceEngine {
  private final NativePool pool;
  private final Executor executor;
  private final List<FakeModel> models = new CopyOnWriteArrayList<>();
  private final List<ModelVersionStatus> otherVersions = new CopyOnWriteArrayList<>();
  private final List<InferRequest> requests = new CopyOnWriteArrayList<>();
  private final List<Reason> cancellations = new CopyOnWriteArrayList<>();
  private final Map<String, Map<String, Long>> labels = new ConcurrentHashMap<>();
  private final FakeModelControl control = new FakeModelControl();
  private volatile Optional<ServingException> failure = Optional.empty();
  private volatile boolean draining;

  public FakeEngine(NativePool pool, Executor executor) {
    this.pool = pool;
    this.executor = executor;
  }

  public FakeEngine serve(FakeModel... served) {
    models.addAll(List.of(served));
    return this;
  }

  /** Lists a version that does not serve. */
  public FakeEngine list(String model, long version, ModelState state, String reason) {
    otherVersions.add(new ModelVersionStatus(model, OptionalLong.of(version), state, reason));
    return this;
  }

  /** Lists a version that failed to load. */
  public FakeEngine listFailed(String model, long version, Reason reason, String text) {
    otherVersions.add(
        new ModelVersionStatus(
            model, OptionalLong.of(version), ModelState.UNAVAILABLE, text, Optional.of(reason)));
    return this;
  }

  /** Lets clients call a version by a name. */
  public FakeEngine label(String model, String label, long version) {
    labels.computeIfAbsent(model, name -> new ConcurrentHashMap<>()).put(label, version);
    return this;
  }

  /** Unloads all versions of a model. */
  public void withdraw(String model) {
    List<FakeModel> gone = models.stream().filter(each -> each.name().equals(model)).toList();
    gone.forEach(each -> list(model, each.version(), ModelState.UNAVAILABLE, "unloaded"));
    models.removeAll(gone);
  }

  /** Finishes what it has, and is neither live nor ready from now on. */
  public void drain() {
    draining = true;
  }

  /** Fails every request from now on. */
  public void failWith(ServingException value) {
    failure = Optional.of(value);
  }

  /** What was asked so far; the tensors' bytes are gone. */
  public List<InferRequest> requests() {
    return List.copyOf(requests);
  }

  @Override
  public ServedModel model(String name) {
    List<ServedModel> ready = readyVersions(name);
    if (ready.isEmpty()) {
      throw new ServingException(
          isKnown(name) ? Reason.NO_VERSION_READY : Reason.MODEL_NOT_FOUND,
          "Request for unknown model: '" + name + "' is not found");
    }
    return ready.get(ready.size() - 1);
  }

  @Override
  public ServedModel model(String name, long version) {
    return readyVersions(name).stream()
        .filter(model -> model.version() == version)
        .findFirst()
        .orElseThrow(
            () ->
                new ServingException(
                    isKnown(name) ? Reason.VERSION_NOT_FOUND : Reason.MODEL_NOT_FOUND,
                    "Request for unknown model: '" + name + "' version " + version));
  }

  @Override
  public long labelledVersion(String name, String label) {
    Long version = labels.getOrDefault(name, Map.of()).get(label);
    if (version == null) {
      throw new ServingException(
          Reason.LABEL_NOT_FOUND, "Unrecognized servable version label: " + label);
    }
    return version;
  }

  @Override
  public FakeModelControl control() {
    return control;
  }

  @Override
  public InferCall infer(InferRequest request, ResponseSink sink) {
    requests.add(request);
    FakeCall call = new FakeCall(request, sink);
    executor.execute(() -> run(call));
    return call;
  }

  /** Why callers gave requests up, in order; an answered request counts too. */
  public List<Reason> cancellations() {
    return List.copyOf(cancellations);
  }

  @Override
  public List<ServedModel> readyVersions(String name) {
    return models.stream()
        .filter(model -> model.name().equals(name))
        .sorted(Comparator.comparingLong(FakeModel::version))
        .<ServedModel>map(model -> model)
        .toList();
  }

  @Override
  public List<ModelVersionStatus> index() {
    List<ModelVersionStatus> all = new ArrayList<>(otherVersions);
    for (FakeModel model : models) {
      all.add(
          new ModelVersionStatus(
              model.name(), OptionalLong.of(model.version()), ModelState.READY, ""));
    }
    all.sort(
        Comparator.comparing(ModelVersionStatus::model)
            .thenComparingLong(status -> status.version().orElse(0)));
    return all;
  }

  @Override
  public boolean isLive() {
    return !draining;
  }

  @Override
  public boolean isReady() {
    return !draining;
  }

  private boolean isKnown(String name) {
    return index().stream().anyMatch(status -> status.model().equals(name));
  }

  private void run(FakeCall call) {
    if (!call.answers()) {
      return;
    }
    InferRequest request = call.request;
    if (failure.isPresent()) {
      request.release().run();
      call.sink.onFailure(failure.get());
      return;
    }
    List<Tensor> computed = List.of();
    try {
      computed = ((FakeModel) request.model()).computation().outputs(request.inputs());
    } finally {
      request.release().run();
    }
    call.sink.onResponse(response(request, computed), true);
  }

  private InferResponse response(InferRequest request, List<Tensor> computed) {
    List<Tensor> outputs = new ArrayList<>();
    List<Lease> shares = new ArrayList<>();
    for (Tensor tensor : computed) {
      if (!request.outputs().isEmpty() && !request.outputs().contains(tensor.name())) {
        continue;
      }
      Lease lease = pool.lease((int) tensor.bytes().size());
      ByteBuffer memory = lease.view();
      tensor.bytes().copyTo(memory);
      shares.add(lease);
      outputs.add(
          new Tensor(
              tensor.name(), tensor.type(), tensor.shape(), TensorBytes.wrap(memory.flip())));
    }
    return new InferResponse(request.model(), request.id(), outputs, shares);
  }

  /** A request that waits for the executor, and may be given up until then. */
  private final class FakeCall implements InferCall {
    private final InferRequest request;
    private final ResponseSink sink;
    private final AtomicBoolean answered = new AtomicBoolean();

    FakeCall(InferRequest request, ResponseSink sink) {
      this.request = request;
      this.sink = sink;
    }

    boolean answers() {
      return answered.compareAndSet(false, true);
    }

    @Override
    public void cancel(Reason reason) {
      cancellations.add(reason);
      if (answers()) {
        request.release().run();
        sink.onFailure(new ServingException(reason, ""));
      }
    }
  }
}
