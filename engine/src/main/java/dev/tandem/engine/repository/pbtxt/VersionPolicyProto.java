package dev.tandem.engine.repository.pbtxt;

import dev.tandem.engine.model.VersionPolicy;
import dev.tandem.proto.kserve.ModelConfig;
import dev.tandem.proto.kserve.ModelVersionPolicy;

/** {@link VersionPolicy} and its message. */
final class VersionPolicyProto {
  private VersionPolicyProto() {}

  static VersionPolicy read(ModelConfig config) {
    ModelVersionPolicy message = config.getVersionPolicy();
    return switch (message.getPolicyChoiceCase()) {
      case LATEST -> {
        long count = Unsigned.read(message.getLatest().getNumVersions());
        yield new VersionPolicy.Latest((int) Math.min(count, Integer.MAX_VALUE));
      }
      case ALL -> new VersionPolicy.All();
      case SPECIFIC -> new VersionPolicy.Specific(message.getSpecific().getVersionsList());
      case POLICYCHOICE_NOT_SET -> VersionPolicy.DEFAULT;
    };
  }

  static ModelVersionPolicy write(VersionPolicy policy) {
    ModelVersionPolicy.Builder message = ModelVersionPolicy.newBuilder();
    if (policy instanceof VersionPolicy.Latest latest) {
      message.getLatestBuilder().setNumVersions(latest.count());
    } else if (policy instanceof VersionPolicy.Specific specific) {
      message.getSpecificBuilder().addAllVersions(specific.versions());
    } else {
      message.setAll(ModelVersionPolicy.All.getDefaultInstance());
    }
    return message.build();
  }
}
