package dev.tandem.kserve.wire;

import dev.tandem.engine.api.ModelLoad;
import dev.tandem.engine.api.ModelUnload;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.json.JsonMember;
import dev.tandem.json.JsonValue;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the JSON bodies that ask to load or to unload a model; an empty one asks for no more. */
public final class ControlBody {
  static final String UNLOAD_DEPENDENTS = "unload_dependents";

  private ControlBody() {}

  /** Refuses a request for one repository by name, which Triton does not take either. */
  public static void requireNoRepository(boolean named) {
    if (named) {
      throw new ServingException(
          Reason.UNSUPPORTED, "'repository_name' specification is not supported");
    }
  }

  public static ModelLoad load(String model, ByteBuffer body) {
    Optional<JsonValue> members = parameters(body);
    LoadParameters parameters = new LoadParameters(model);
    if (members.isPresent()) {
      if (!members.get().isObject()) {
        throw JsonFields.malformed("attempt to access JSON non-object as object");
      }
      members.get().members().forEach(member -> add(parameters, member));
    }
    return parameters.load();
  }

  private static void add(LoadParameters parameters, JsonMember member) {
    String name = member.name();
    if (name.equals(LoadParameters.CONFIG)) {
      parameters.config(requireString(member.value()).text());
    } else if (name.startsWith(LoadParameters.FILE_PREFIX)) {
      parameters.file(name, content(parameters, member));
    } else if (name.equals(LoadParameters.VERSION)) {
      parameters.version(VersionParameter.of(member.value()));
    } else {
      throw JsonFields.malformed("unexpected error on creating Triton parameter");
    }
  }

  private static byte[] content(LoadParameters parameters, JsonMember member) {
    try {
      return Base64.getDecoder().decode(requireString(member.value()).utf8());
    } catch (IllegalArgumentException e) {
      throw parameters.unreadable("'" + member.name() + "' is not in base64: " + e.getMessage());
    }
  }

  private static JsonValue requireString(JsonValue value) {
    if (!value.isString()) {
      throw JsonFields.malformed("attempt to access JSON non-string as string");
    }
    return value;
  }

  /** As Triton does, this takes dependents that are no boolean for none. */
  public static ModelUnload unload(String model, ByteBuffer body) {
    Optional<JsonValue> parameters = parameters(body);
    Optional<JsonValue> version =
        parameters.flatMap(all -> JsonFields.member(all, LoadParameters.VERSION));
    boolean dependents =
        parameters
            .flatMap(all -> JsonFields.member(all, UNLOAD_DEPENDENTS))
            .filter(JsonValue::isBoolean)
            .map(JsonValue::booleanValue)
            .orElse(false);
    return new ModelUnload(
        model,
        version.isPresent()
            ? OptionalLong.of(VersionParameter.of(version.get()))
            : OptionalLong.empty(),
        dependents);
  }

  private static Optional<JsonValue> parameters(ByteBuffer body) {
    return body.hasRemaining()
        ? JsonFields.member(JsonFields.parse(body, body.remaining()), "parameters")
        : Optional.empty();
  }
}
