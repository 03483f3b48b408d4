package dev.tandem.kserve.wire;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.json.JsonMember;
import dev.tandem.json.JsonValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.agrona.CloseHelper;

/**
 * Reads the members of one generate request in order; owns the memory that numbers go to, until the
 * request has it.
 */
final class GenerateInputs implements AutoCloseable {
  private static final String ID = "id";
  private static final String PARAMETERS = "parameters";

  private final ServedModel model;
  private final NativePool pool;
  private final List<Tensor> tensors = new ArrayList<>();
  private final List<Lease> leases = new ArrayList<>();
  private final Map<String, Object> custom = new HashMap<>();
  private String id = "";

  GenerateInputs(ServedModel model, NativePool pool) {
    this.model = model;
    this.pool = pool;
  }

  void readAll(JsonValue root) {
    if (!root.isObject()) {
      throw JsonFields.malformed("attempt to get members for non-object");
    }
    for (JsonMember member : root.members()) {
      if (member.name().equals(PARAMETERS)) {
        readNested(member.value());
      } else {
        read(member);
      }
    }
  }

  /** Its members count as if they stood beside it. */
  private void readNested(JsonValue parameters) {
    if (input(PARAMETERS).isPresent()) {
      throw new ServingException(
          Reason.INVALID_REQUEST,
          "Keyword 'parameters' for nested schema also given as input tensor name");
    }
    if (!parameters.isObject()) {
      throw JsonFields.malformed(
          "Expected JSON object for keyword: 'parameters': attempt to access JSON non-object as object");
    }
    for (JsonMember member : parameters.members()) {
      try {
        read(member);
      } catch (ServingException e) {
        throw new ServingException(e.reason(), "Converting keyword: 'parameters': " + e.text(), e);
      }
    }
  }

  private void read(JsonMember member) {
    String name = member.name();
    Optional<TensorSpec> spec = input(name);
    if (spec.isPresent()) {
      tensors.add(tensor(spec.get(), member.value()));
    } else if (name.equals(ID)) {
      id = JsonFields.string(ID, member.value());
    } else {
      custom.putIfAbsent(name, RestParameters.custom(name, member.value()));
    }
  }

  private Optional<TensorSpec> input(String name) {
    return model.inputs().stream()
        .map(ServedModel.ModelInputSpec::tensor)
        .filter(spec -> spec.name().equals(name))
        .findFirst();
  }

  private Tensor tensor(TensorSpec spec, JsonValue value) {
    long count = value.isArray() ? value.size() : 1;
    JsonTensorData reader = new JsonTensorData(spec.name(), spec.type());
    if (spec.type() == DataType.BYTES) {
      ByteBuffer strings = reader.readStrings(value, count);
      return new Tensor(spec.name(), spec.type(), shape(spec, count), TensorBytes.wrap(strings));
    }
    Shape shape = shape(spec, count);
    reader.requireJsonForm();
    Lease lease = pool.lease(Math.toIntExact(count * spec.type().byteSize()));
    leases.add(lease);
    ByteBuffer target = lease.view();
    reader.readNumbers(value, target);
    return new Tensor(spec.name(), spec.type(), shape, TensorBytes.wrap(target.flip()));
  }

  private static Shape shape(TensorSpec spec, long count) {
    return GenerateShape.of(spec.shape(), count)
        .orElseThrow(
            () ->
                new ServingException(
                    Reason.INVALID_REQUEST,
                    "The schema can not convert input '"
                        + spec.name()
                        + "' to tensor with proper shape"));
  }

  /** The request, which gives all memory back and then runs {@code release}. */
  InferRequest request(Runnable release) {
    RequestOptions options = new RequestOptions(0, 0, RequestOptions.NO_DEADLINE, custom);
    return new InferRequest(
        model,
        id,
        tensors,
        List.of(),
        options,
        () -> {
          CloseHelper.closeAll(leases);
          release.run();
        });
  }

  @Override
  public void close() {
    CloseHelper.closeAll(leases);
  }
}
