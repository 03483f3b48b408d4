package dev.tandem.tfserving.signature.load;

import dev.tandem.engine.api.CompanionReader;
import dev.tandem.tfserving.signature.GraphSignature;
import dev.tandem.tfserving.signature.Signatures;
import java.util.List;
import java.util.Optional;

/** Makes the {@link Signatures} of a version when it is loaded. */
public final class SignatureReader implements CompanionReader {
  @Override
  public Optional<Signatures> read(VersionContents version) {
    return Optional.of(
        new Signatures(List.of(GraphSignature.of(version.inputs(), version.outputs()))));
  }
}
