package dev.tandem.tfserving.signature.load;

import dev.tandem.engine.api.CompanionReader.VersionContents;
import dev.tandem.engine.api.ServedModel.ModelInputSpec;
import dev.tandem.engine.model.GraphInfo;
import dev.tandem.engine.model.GraphTensor;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.signature.Signatures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A version folder in the making, and the model in it. */
final class VersionFiles {
  private final Path folder;
  private final List<ModelInputSpec> inputs = new ArrayList<>();
  private final List<TensorSpec> outputs = new ArrayList<>();
  private final List<String> skippedOutputs = new ArrayList<>();
  private List<String> classLabels = List.of();
  private Map<String, String> metadata = Map.of();

  VersionFiles(Path folder) {
    this.folder = folder;
  }

  VersionFiles input(String name, DataType type, long... dims) {
    return input(name, type, Shape.of(dims));
  }

  VersionFiles input(String name, DataType type, Shape shape) {
    inputs.add(new ModelInputSpec(new TensorSpec(name, type, shape), false));
    return this;
  }

  VersionFiles optionalInput(String name, DataType type, long... dims) {
    inputs.add(new ModelInputSpec(new TensorSpec(name, type, Shape.of(dims)), true));
    return this;
  }

  VersionFiles output(String name, DataType type, long... dims) {
    outputs.add(new TensorSpec(name, type, Shape.of(dims)));
    return this;
  }

  VersionFiles skippedOutput(String name) {
    skippedOutputs.add(name);
    return this;
  }

  VersionFiles classLabels(String... labels) {
    classLabels = List.of(labels);
    return this;
  }

  VersionFiles metadata(String key, String value) {
    metadata = Map.of(key, value);
    return this;
  }

  VersionFiles file(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Signatures read() throws IOException {
    List<GraphTensor> graphInputs =
        inputs.stream().map(input -> graph(input.tensor(), input.optional())).toList();
    List<GraphTensor> graphOutputs = outputs.stream().map(output -> graph(output, false)).toList();
    GraphInfo graph =
        new GraphInfo(graphInputs, graphOutputs, skippedOutputs, classLabels, metadata);
    return new SignatureReader()
        .read(new VersionContents("m", 1, folder, inputs, outputs, Optional.of(graph)))
        .orElseThrow();
  }

  Signature read(String name) throws IOException {
    return read().find(name).orElseThrow();
  }

  private static GraphTensor graph(TensorSpec spec, boolean optional) {
    return new GraphTensor(spec.name(), spec.type(), spec.shape(), optional);
  }
}
