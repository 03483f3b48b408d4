package dev.tandem.kserve.wire;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.json.JsonValue;
import dev.tandem.kserve.shm.RegionUse;
import dev.tandem.kserve.shm.SharedMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.CloseHelper;

/**
 * Reads the inputs of one REST request in order, the binary ones from behind the JSON; owns the
 * memory that JSON numbers go to.
 */
final class RestInputs implements AutoCloseable {
  private final ByteBuffer body;
  private final int jsonLength;
  private final ServedModel model;
  private final NativePool pool;
  private final long maxInputBytes;
  private final RegionInputs regions;
  private final List<Lease> leases = new ArrayList<>();
  private int nextBinary;

  RestInputs(
      ByteBuffer body,
      int jsonLength,
      ServedModel model,
      NativePool pool,
      SharedMemory memory,
      long maxInputBytes) {
    this.body = body;
    this.jsonLength = jsonLength;
    this.model = model;
    this.pool = pool;
    this.maxInputBytes = maxInputBytes;
    regions = new RegionInputs(memory);
    nextBinary = jsonLength;
  }

  Tensor read(JsonValue input) {
    Optional<JsonValue> data = JsonFields.member(input, "data");
    Optional<JsonValue> parameters =
        JsonFields.member(input, "parameters").filter(JsonValue::isObject);
    Optional<JsonValue> binarySize = parameters.flatMap(is -> is.member("binary_data_size"));
    Optional<RegionUse> region = parameters.flatMap(RegionParameters::of);
    checkOneSource(data, binarySize, region);
    String name = JsonFields.string("name", JsonFields.required(input, "name"));
    String typeName = JsonFields.string("datatype", JsonFields.required(input, "datatype"));
    long[] dims = JsonFields.unsignedArray("shape", JsonFields.required(input, "shape"));
    Optional<DataType> type = DataType.ofName(typeName);
    if (data.isPresent()) {
      DataType known = type.orElseThrow(() -> invalid("invalid datatype for input " + name));
      return fromJson(name, known, dims, data.get());
    }
    if (region.isPresent()) {
      DataType known = type.orElseThrow(() -> UnknownDataType.refusal(name, model));
      return regions.read(name, known, RestShape.checked(name, dims, known), region.get(), model);
    }
    TensorBytes bytes =
        takeBinary(name, JsonFields.unsigned("binary_data_size", binarySize.orElseThrow()));
    DataType known = type.orElseThrow(() -> UnknownDataType.refusal(name, model));
    return new Tensor(name, known, RestShape.checked(name, dims, known), bytes);
  }

  private Tensor fromJson(String name, DataType type, long[] dims, JsonValue data) {
    JsonTensorData reader = new JsonTensorData(name, type);
    reader.requireJsonForm();
    RestShape.checkJsonSize(name, dims, type, maxInputBytes);
    Shape shape = RestShape.checked(name, dims, type);
    long elements = dims.length == 0 ? scalarElements(data) : shape.elementCount();
    if (type == DataType.BYTES) {
      JsonTensorData.requireArray(data);
      return new Tensor(name, type, shape, TensorBytes.wrap(reader.readStrings(data, elements)));
    }
    // Each value takes a byte of the body at least, so no more memory is taken than the body is
    // large, times the size of a value.
    if (elements > jsonLength) {
      throw JsonFields.malformed("Failed to parse 'data' field: shape does not match true shape");
    }
    Lease lease = pool.lease(Math.toIntExact(elements * type.byteSize()));
    leases.add(lease);
    ByteBuffer target = lease.view();
    if (elements > 0 || dims.length > 0) {
      JsonTensorData.requireArray(data);
      reader.readNumbers(data, target);
    }
    return new Tensor(name, type, shape, TensorBytes.wrap(target.flip()));
  }

  /**
   * A shape without dimensions is a scalar where there is one value; with more, no values are read,
   * and the model's shape decides.
   */
  private static long scalarElements(JsonValue data) {
    return data.isArray() && data.size() == 1 ? 1 : 0;
  }

  private TensorBytes takeBinary(String name, long size) {
    long left = (long) body.remaining() - nextBinary;
    if (Long.compareUnsigned(size, left) > 0) {
      throw invalid(
          "unexpected size for input '"
              + name
              + "', expecting "
              + Long.toUnsignedString(size - left)
              + " additional bytes for model '"
              + model.name()
              + "'");
    }
    ByteBuffer bytes = body.slice(body.position() + nextBinary, (int) size);
    nextBinary += (int) size;
    return TensorBytes.wrap(bytes);
  }

  void checkAllUsed() {
    if (nextBinary < body.remaining()) {
      throw invalid("unexpected additional input data for model '" + model.name() + "'");
    }
  }

  private static void checkOneSource(
      Optional<JsonValue> data, Optional<JsonValue> binarySize, Optional<RegionUse> region) {
    String set =
        (data.isPresent() ? " 'data'" : "")
            + (binarySize.isPresent() ? " 'binary_data_size'" : "")
            + (region.isPresent() ? " 'shared_memory_region'" : "");
    if (set.isEmpty() || set.indexOf(' ', 1) > 0) {
      throw invalid(
          "Input must set only one of the following fields: 'data', 'binary_data_size' in 'parameters', 'shared_memory_region' in"
              + " 'parameters'. But "
              + (set.isEmpty() ? "no field is set" : "set" + set));
    }
  }

  private static ServingException invalid(String message) {
    return new ServingException(Reason.INVALID_REQUEST, message);
  }

  /** Gives all back and then runs {@code release}; keeps the memory, but not the JSON text. */
  Runnable releaseWith(Runnable release) {
    List<Lease> taken = leases;
    return regions.releaseWith(
        () -> {
          CloseHelper.closeAll(taken);
          release.run();
        });
  }

  @Override
  public void close() {
    regions.close();
    CloseHelper.closeAll(leases);
  }
}
