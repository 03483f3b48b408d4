package dev.tandem.tfserving.wire;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.ModelState;
import dev.tandem.engine.api.Reason;
import dev.tandem.proto.tfserving.GetModelStatusResponse;
import dev.tandem.proto.tfserving.ModelVersionStatus;
import dev.tandem.proto.tfserving.StatusProto;
import dev.tandem.status.TfServingStatus;
import io.grpc.Status;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/** Tells where the versions of a model stand, the highest first. */
public final class StatusEncoder {
  private static final Comparator<ModelVersionStatus> HIGHEST_FIRST =
      Comparator.comparingLong(ModelVersionStatus::getVersion).reversed();

  private StatusEncoder() {}

  public static GetModelStatusResponse answer(ServableRequest request, InferenceEngine engine) {
    List<ModelVersionStatus> versions =
        engine.index().stream()
            .filter(status -> status.model().equals(request.name()))
            .filter(status -> status.version().isPresent())
            .filter(
                status -> request.version().isEmpty() || request.version().equals(status.version()))
            .map(StatusEncoder::encode)
            .sorted(HIGHEST_FIRST)
            .toList();
    if (versions.isEmpty()) {
      throw notFound(request.name(), request.version());
    }
    return GetModelStatusResponse.newBuilder().addAllModelVersionStatus(versions).build();
  }

  private static TfServingException notFound(String name, OptionalLong version) {
    return new TfServingException(
        Status.Code.NOT_FOUND,
        version.isPresent()
            ? "Could not find version " + version.getAsLong() + " of model " + name
            : "Could not find any versions of model " + name);
  }

  private static ModelVersionStatus encode(dev.tandem.engine.api.ModelVersionStatus status) {
    return ModelVersionStatus.newBuilder()
        .setVersion(status.version().orElseThrow())
        .setState(state(status.state()))
        .setStatus(
            status
                .failure()
                .map(kind -> failure(kind, status.reason()))
                .orElseGet(StatusProto::getDefaultInstance))
        .build();
  }

  private static ModelVersionStatus.State state(ModelState state) {
    return switch (state) {
      case UNKNOWN -> ModelVersionStatus.State.START;
      case LOADING -> ModelVersionStatus.State.LOADING;
      case READY -> ModelVersionStatus.State.AVAILABLE;
      case UNLOADING -> ModelVersionStatus.State.UNLOADING;
      case UNAVAILABLE -> ModelVersionStatus.State.END;
    };
  }

  private static StatusProto failure(Reason kind, String text) {
    return StatusProto.newBuilder()
        .setErrorCodeValue(TfServingStatus.code(kind).value())
        .setErrorMessage(text)
        .build();
  }
}
