package dev.tandem.tfserving.signature.load;

import dev.tandem.engine.api.CompanionReader;
import dev.tandem.engine.model.GraphInfo;
import dev.tandem.proto.tensorflow.SignatureDef;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.signature.SignatureParts;
import dev.tandem.tfserving.signature.Signatures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the {@link Signatures} of a version when it is loaded. */
public final class SignatureReader implements CompanionReader {
  private static final Logger logger = LoggerFactory.getLogger(SignatureReader.class);

  /** What SavedModels list beside those that can be called. */
  private static final String INITIALISATION = "__saved_model_init_op";

  @Override
  public Optional<Signatures> read(VersionContents version) throws IOException {
    ModelTensors model = ModelTensors.of(version);
    Optional<String> text =
        FolderFile.read(version.folder(), SignatureFile.NAME, SignatureFile.MAX_BYTES);
    List<SignatureParts> all =
        text.isPresent() ? defined(text.get(), model) : derived(version, model);
    ClassLabels labels = ClassLabels.read(version);
    List<Signature> signatures = new ArrayList<>();
    for (SignatureParts parts : all) {
      signatures.add(labels.addTo(parts).signature(version.outputs()));
    }
    return Optional.of(new Signatures(signatures));
  }

  private static List<SignatureParts> defined(String text, ModelTensors model) {
    List<SignatureParts> all = new ArrayList<>();
    for (Map.Entry<String, SignatureDef> entry : SignatureFile.parse(text).entrySet()) {
      if (!entry.getKey().equals(INITIALISATION)) {
        all.add(DefinedSignature.of(entry.getKey(), entry.getValue(), model));
      }
    }
    return all;
  }

  private static List<SignatureParts> derived(VersionContents version, ModelTensors model) {
    List<String> skipped = version.graph().map(GraphInfo::skippedOutputs).orElse(List.of());
    if (!skipped.isEmpty()) {
      logger.warn(
          "model '{}' version {}: outputs {} are not tensors and are left out of its signatures;"
              + " for the scores of a ZipMap, convert the model with zipmap=False",
          version.model(),
          version.version(),
          skipped);
    }
    return DerivedSignatures.of(model);
  }
}
