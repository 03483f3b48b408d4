package dev.tandem.tfserving.wire;

import com.google.protobuf.Any;
import com.google.protobuf.Int64Value;
import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.proto.tfserving.GetModelMetadataRequest;
import dev.tandem.proto.tfserving.GetModelMetadataResponse;
import dev.tandem.proto.tfserving.ModelSpec;
import dev.tandem.tfserving.signature.Signatures;

/** Describes a model by its signatures. */
public final class MetadataEncoder {
  private static final String SIGNATURE_DEF = "signature_def";

  private MetadataEncoder() {}

  public static GetModelMetadataResponse answer(
      GetModelMetadataRequest request, InferenceEngine engine) {
    if (!request.hasModelSpec()) {
      throw TfServingException.invalidArgument("Missing ModelSpec");
    }
    if (request.getMetadataFieldCount() == 0) {
      throw TfServingException.invalidArgument(
          "GetModelMetadataRequest must specify at least one metadata_field");
    }
    for (String field : request.getMetadataFieldList()) {
      if (!field.equals(SIGNATURE_DEF)) {
        throw TfServingException.invalidArgument("Metadata field " + field + " is not supported");
      }
    }
    ServedModel model = ServableRequest.of(request.getModelSpec()).find(engine);
    return GetModelMetadataResponse.newBuilder()
        .setModelSpec(modelSpec(model))
        .putMetadata(SIGNATURE_DEF, Any.pack(Signatures.of(model).definitions()))
        .build();
  }

  public static ModelSpec modelSpec(ServedModel model) {
    return ModelSpec.newBuilder()
        .setName(model.name())
        .setVersion(Int64Value.of(model.version()))
        .build();
  }
}
