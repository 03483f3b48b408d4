package dev.tandem.tfserving.signature;

import dev.tandem.engine.api.ServedModel;
import dev.tandem.proto.tfserving.SignatureDefMap;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All signatures of one model version, made when it is loaded. */
public final class Signatures {
  private final Map<String, Signature> byName;
  private final List<Signature> sorted;
  private final Optional<Signature> ofNoName;
  private final SignatureDefMap definitions;

  public Signatures(Collection<Signature> all) {
    sorted = all.stream().sorted(Comparator.comparing(Signature::name)).toList();
    byName = sorted.stream().collect(Collectors.toMap(Signature::name, Function.identity()));
    ofNoName = Optional.ofNullable(byName.get(Signature.DEFAULT_NAME));
    SignatureDefMap.Builder map = SignatureDefMap.newBuilder();
    sorted.forEach(signature -> map.putSignatureDef(signature.name(), signature.definition()));
    definitions = map.build();
  }

  /** Those that were read when {@code model} was loaded, or what its graph alone says. */
  public static Signatures of(ServedModel model) {
    Optional<Signatures> read = model.companion(Signatures.class);
    return read.isPresent()
        ? read.get()
        : new Signatures(List.of(GraphSignature.of(model.inputs(), model.outputs())));
  }

  /** The one that a request asks for, by a name or by none. */
  public Optional<Signature> find(String name) {
    return name.isEmpty() ? ofNoName : Optional.ofNullable(byName.get(name));
  }

  /** The name that {@code name} stands for. */
  public static String resolved(String name) {
    return name.isEmpty() ? Signature.DEFAULT_NAME : name;
  }

  /** By name. */
  public List<Signature> all() {
    return sorted;
  }

  /** What clients are told of them. */
  public SignatureDefMap definitions() {
    return definitions;
  }
}
