package dev.tandem.tfserving.wire;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.proto.tfserving.ModelSpec;
import io.grpc.Status;
import java.util.Optional;
import java.util.OptionalLong;

/** Which model a request names, and by what: nothing more, a version, or a label. */
public record ServableRequest(String name, OptionalLong version, Optional<String> label) {
  public static ServableRequest latest(String name) {
    return new ServableRequest(name, OptionalLong.empty(), Optional.empty());
  }

  public static ServableRequest specific(String name, long version) {
    return new ServableRequest(name, OptionalLong.of(version), Optional.empty());
  }

  public static ServableRequest labelled(String name, String label) {
    return new ServableRequest(name, OptionalLong.empty(), Optional.of(label));
  }

  public static ServableRequest of(ModelSpec spec) {
    return switch (spec.getVersionChoiceCase()) {
      case VERSION -> specific(spec.getName(), spec.getVersion().getValue());
      case VERSION_LABEL -> labelled(spec.getName(), spec.getVersionLabel());
      case VERSIONCHOICE_NOT_SET -> latest(spec.getName());
    };
  }

  /** The version that answers this request. */
  public ServedModel find(InferenceEngine engine) {
    if (name.isEmpty()) {
      throw TfServingException.invalidArgument("ModelSpec has no name specified.");
    }
    ServableRequest numbered = this;
    try {
      if (label.isPresent()) {
        numbered = specific(name, engine.labelledVersion(name, label.get()));
      }
      return numbered.resolve(engine).graphView();
    } catch (ServingException e) {
      throw TfServingException.of(e, numbered);
    }
  }

  private ServedModel resolve(InferenceEngine engine) {
    return version.isPresent() ? engine.model(name, version.getAsLong()) : engine.model(name);
  }

  /** The version that answers {@code call}, which must be one that answers with one message. */
  public ServedModel findFor(String call, InferenceEngine engine) {
    ServedModel model = find(engine);
    if (model.config().isDecoupled()) {
      throw new TfServingException(
          Status.Code.UNIMPLEMENTED,
          call + " gives one answer, but model " + name + " may give any number (decoupled)");
    }
    return model;
  }

  /** As the error texts print it: {@code Latest(m)} or {@code Specific(m, 3)}. */
  @Override
  public String toString() {
    if (label.isPresent()) {
      return "Specific(" + name + ", " + label.get() + ")";
    }
    return version.isPresent()
        ? "Specific(" + name + ", " + version.getAsLong() + ")"
        : "Latest(" + name + ")";
  }
}
