package dev.tandem.kserve.wire;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.ModelState;
import dev.tandem.engine.api.ModelVersionStatus;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServedModel.ModelInputSpec;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.proto.kserve.ModelMetadataResponse;
import dev.tandem.proto.kserve.ModelMetadataResponse.TensorMetadata;
import dev.tandem.proto.kserve.RepositoryIndexResponse;
import java.util.List;

/** What KServe clients may ask about models, as messages; REST prints the same messages as JSON. */
public final class ModelMessages {
  private ModelMessages() {}

  /**
   * The metadata of {@code model}; of all its ready versions, or only of itself where the client
   * named a version.
   */
  public static ModelMetadataResponse metadata(
      InferenceEngine engine, ServedModel model, boolean versionNamed) {
    List<ServedModel> versions = versionNamed ? List.of(model) : engine.readyVersions(model.name());
    ModelMetadataResponse.Builder message =
        ModelMetadataResponse.newBuilder()
            .setName(model.name())
            .setPlatform(
                model.config().platform().isEmpty()
                    ? model.config().backend()
                    : model.config().platform());
    versions.forEach(version -> message.addVersions(Long.toString(version.version())));
    model.inputs().stream()
        .map(ModelInputSpec::tensor)
        .map(ModelMessages::tensor)
        .forEach(message::addInputs);
    model.outputs().stream().map(ModelMessages::tensor).forEach(message::addOutputs);
    return message.build();
  }

  private static TensorMetadata tensor(TensorSpec spec) {
    TensorMetadata.Builder tensor =
        TensorMetadata.newBuilder().setName(spec.name()).setDatatype(spec.type().name());
    if (!spec.shape().isRankKnown()) {
      return tensor.addShape(Shape.VARIABLE).build();
    }
    return tensor.addAllShape(spec.shape().toList()).build();
  }

  /** The repository index; with {@code readyOnly}, only of versions that serve. */
  public static RepositoryIndexResponse index(InferenceEngine engine, boolean readyOnly) {
    RepositoryIndexResponse.Builder message = RepositoryIndexResponse.newBuilder();
    for (ModelVersionStatus status : engine.index()) {
      if (!readyOnly || status.state() == ModelState.READY) {
        RepositoryIndexResponse.ModelIndex.Builder model =
            message.addModelsBuilder().setName(status.model()).setReason(status.reason());
        status.version().ifPresent(version -> model.setVersion(Long.toString(version)));
        if (status.state() != ModelState.UNKNOWN) {
          model.setState(status.state().name());
        }
      }
    }
    return message.build();
  }

  /** Probes get this while the server finishes what it has and takes nothing new. */
  public static void requireNotExiting(InferenceEngine engine) {
    if (!engine.isLive()) {
      throw new ServingException(Reason.STOPPING, "Server exiting");
    }
  }
}
