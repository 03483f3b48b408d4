package dev.tandem.tfserving.signature.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.engine.api.CompanionReader.VersionContents;
import dev.tandem.engine.model.GraphInfo;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.json.JsonDocument;
import dev.tandem.json.JsonDump;
import dev.tandem.json.JsonException;
import dev.tandem.json.JsonValue;
import dev.tandem.json.TrailingBytes;
import dev.tandem.tfserving.signature.SignatureParts;
import dev.tandem.tfserving.signature.SignatureTensor;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What the classes of a model are called: by its classifier, by its metadata, or by a file beside
 * it, the first of them that has as many names as there are scores.
 */
final class ClassLabels {
  static final String FILE = "labels.txt";

  private static final int MAX_BYTES = 16 << 20;
  private static final String METADATA_KEY = "classes";
  private static final String SCORES = "scores";
  private static final String CLASSES = "classes";

  private final List<List<String>> ofModel;
  private final Optional<List<String>> ofFile;

  private ClassLabels(List<List<String>> ofModel, Optional<List<String>> ofFile) {
    this.ofModel = ofModel;
    this.ofFile = ofFile;
  }

  static ClassLabels read(VersionContents version) throws IOException {
    Optional<List<String>> ofFile =
        FolderFile.read(version.folder(), FILE, MAX_BYTES).map(text -> text.lines().toList());
    List<String> ofClassifier = version.graph().map(GraphInfo::classLabels).orElse(List.of());
    List<String> ofMetadata =
        list(version.graph().map(graph -> graph.metadata().get(METADATA_KEY)));
    return new ClassLabels(List.of(ofClassifier, ofMetadata), ofFile);
  }

  /** {@code parts} with their labels, where they have scores and no classes of their own. */
  SignatureParts addTo(SignatureParts parts) {
    Optional<SignatureTensor> scores = output(parts, SCORES);
    if (scores.isEmpty() || output(parts, CLASSES).isPresent()) {
      return parts;
    }
    Shape shape = scores.get().spec().shape();
    long count = shape.rank() == 2 ? shape.dim(1) : Shape.VARIABLE;
    for (List<String> labels : ofModel) {
      if (!labels.isEmpty() && fits(labels, count)) {
        return parts.withClassLabels(labels);
      }
    }
    if (ofFile.isPresent() && !fits(ofFile.get(), count)) {
      throw Refusal.of(
          FILE,
          "it has "
              + ofFile.get().size()
              + " lines, but signature \""
              + parts.name()
              + "\" has scores of "
              + count
              + " classes");
    }
    return ofFile.map(parts::withClassLabels).orElse(parts);
  }

  private static boolean fits(List<String> labels, long count) {
    return count == Shape.VARIABLE || labels.size() == count;
  }

  private static Optional<SignatureTensor> output(SignatureParts parts, String alias) {
    return parts.outputs().stream().filter(output -> output.alias().equals(alias)).findFirst();
  }

  /** A list in JSON; metadata of this name that is something else is not for us. */
  private static List<String> list(Optional<String> json) {
    try {
      return json.map(text -> JsonDocument.parse(text.getBytes(UTF_8), TrailingBytes.REJECT).root())
          .filter(root -> root.isArray() && root.elements().stream().allMatch(ClassLabels::isLabel))
          .map(root -> root.elements().stream().map(ClassLabels::label).toList())
          .orElse(List.of());
    } catch (JsonException e) {
      return List.of();
    }
  }

  private static boolean isLabel(JsonValue value) {
    return value.isString() || value.isNumber();
  }

  private static String label(JsonValue value) {
    return value.isString() ? value.text() : JsonDump.of(value);
  }
}
