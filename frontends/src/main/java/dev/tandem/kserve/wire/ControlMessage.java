package dev.tandem.kserve.wire;

import dev.tandem.engine.api.ModelLoad;
import dev.tandem.engine.api.ModelUnload;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.proto.kserve.ModelRepositoryParameter;
import dev.tandem.proto.kserve.ModelRepositoryParameter.ParameterChoiceCase;
import dev.tandem.proto.kserve.RepositoryModelLoadRequest;
import dev.tandem.proto.kserve.RepositoryModelUnloadRequest;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** Reads the messages that ask to load or to unload a model. */
public final class ControlMessage {
  private ControlMessage() {}

  public static ModelLoad load(RepositoryModelLoadRequest request) {
    ControlBody.requireNoRepository(!request.getRepositoryName().isEmpty());
    LoadParameters parameters = new LoadParameters(request.getModelName());
    request
        .getParametersMap()
        .forEach(
            (name, value) -> {
              String subject = "load parameter '" + name + "'";
              if (name.equals(LoadParameters.CONFIG)) {
                require(value, ParameterChoiceCase.STRING_PARAM, subject);
                parameters.config(value.getStringParam());
              } else if (name.startsWith(LoadParameters.FILE_PREFIX)) {
                require(value, ParameterChoiceCase.BYTES_PARAM, subject);
                parameters.file(name, value.getBytesParam().toByteArray());
              } else if (name.equals(LoadParameters.VERSION)) {
                parameters.version(version(value, subject));
              } else {
                throw invalid("unrecognized load parameter '" + name + "'.");
              }
            });
    return parameters.load();
  }

  public static ModelUnload unload(RepositoryModelUnloadRequest request) {
    ControlBody.requireNoRepository(!request.getRepositoryName().isEmpty());
    Map<String, ModelRepositoryParameter> parameters = request.getParametersMap();
    ModelRepositoryParameter dependents = parameters.get(ControlBody.UNLOAD_DEPENDENTS);
    if (dependents != null) {
      require(
          dependents,
          ParameterChoiceCase.BOOL_PARAM,
          "'" + ControlBody.UNLOAD_DEPENDENTS + "' parameter");
    }
    ModelRepositoryParameter version = parameters.get(LoadParameters.VERSION);
    return new ModelUnload(
        request.getModelName(),
        version == null
            ? OptionalLong.empty()
            : OptionalLong.of(version(version, "'version' parameter")),
        dependents != null && dependents.getBoolParam());
  }

  private static long version(ModelRepositoryParameter value, String subject) {
    return switch (value.getParameterChoiceCase()) {
      case INT64_PARAM -> VersionParameter.of(value.getInt64Param());
      case STRING_PARAM -> VersionParameter.of(value.getStringParam());
      default -> throw wrongKind(subject, "int64_param or string_param");
    };
  }

  private static void require(
      ModelRepositoryParameter value, ParameterChoiceCase kind, String subject) {
    if (value.getParameterChoiceCase() != kind) {
      throw wrongKind(subject, kind.name().toLowerCase(Locale.ROOT));
    }
  }

  private static ServingException wrongKind(String subject, String kind) {
    return invalid("invalid value type for " + subject + ", expected " + kind + ".");
  }

  private static ServingException invalid(String text) {
    return new ServingException(Reason.INVALID_REQUEST, text);
  }
}
