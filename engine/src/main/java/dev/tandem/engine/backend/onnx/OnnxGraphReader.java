package dev.tandem.engine.backend.onnx;

import static dev.tandem.engine.backend.onnx.ProtoCursor.LENGTH_DELIMITED;
import static dev.tandem.engine.backend.onnx.ProtoCursor.VARINT;

import dev.tandem.engine.model.GraphInfo;
import dev.tandem.engine.model.GraphTensor;
import dev.tandem.engine.tensor.Shape;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads inputs, outputs and labels from an ONNX file without loading its weights. The numbers are
 * the field numbers of onnx.proto.
 */
public final class OnnxGraphReader {
  /** Up to this version initializers were listed as inputs but could not be overridden. */
  private static final long LAST_VERSION_OF_FIXED_INITIALIZERS = 3;

  private static final int MAX_METADATA_CHARS = 16 << 20;

  private final ProtoCursor cursor;
  private final List<OnnxValue> inputs = new ArrayList<>();
  private final List<OnnxValue> outputs = new ArrayList<>();
  private final Set<String> initializers = new HashSet<>();
  private final OnnxClassLabels classLabels;
  private final Map<String, String> metadata = new HashMap<>();
  private int metadataChars;
  private long irVersion;
  private boolean graphSeen;

  private OnnxGraphReader(ProtoCursor cursor) {
    this.cursor = cursor;
    classLabels = new OnnxClassLabels(cursor);
  }

  /** Throws {@link OnnxFormatException} for what is not ONNX or cannot be served. */
  public static GraphInfo read(Path file) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      return read(channel);
    }
  }

  static GraphInfo read(SeekableByteChannel channel) throws IOException {
    if (channel.size() == 0) {
      throw OnnxFormatException.notOnnx("it is empty");
    }
    OnnxGraphReader reader = new OnnxGraphReader(new ProtoCursor(channel));
    reader.readModel();
    return reader.toGraphInfo();
  }

  private void readModel() throws IOException {
    while (cursor.next()) {
      if (cursor.is(1, VARINT)) {
        irVersion = cursor.varint();
      } else if (cursor.is(7, LENGTH_DELIMITED)) {
        graphSeen = true;
        cursor.message(this::readGraph);
      } else if (cursor.is(14, LENGTH_DELIMITED)) {
        cursor.message(this::readMetadata);
      } else {
        cursor.skip();
      }
    }
    if (!graphSeen) {
      throw OnnxFormatException.notOnnx("it has no graph");
    }
  }

  private void readGraph() throws IOException {
    while (cursor.next()) {
      if (cursor.is(1, LENGTH_DELIMITED)) {
        cursor.message(classLabels::readNode);
      } else if (cursor.is(5, LENGTH_DELIMITED)) {
        cursor.message(() -> readInitializerName(8));
      } else if (cursor.is(15, LENGTH_DELIMITED)) {
        cursor.message(this::readSparseInitializer);
      } else if (cursor.is(11, LENGTH_DELIMITED)) {
        cursor.message(() -> inputs.add(OnnxValue.read(cursor)));
      } else if (cursor.is(12, LENGTH_DELIMITED)) {
        cursor.message(() -> outputs.add(OnnxValue.read(cursor)));
      } else {
        cursor.skip();
      }
    }
  }

  /** Leaves out what is too large to be meant for a server. */
  private void readMetadata() throws IOException {
    @Nullable String key = "";
    @Nullable String value = "";
    while (cursor.next()) {
      if (cursor.is(1, LENGTH_DELIMITED)) {
        key = cursor.stringUpTo(MAX_METADATA_CHARS);
      } else if (cursor.is(2, LENGTH_DELIMITED)) {
        value = cursor.stringUpTo(MAX_METADATA_CHARS);
      } else {
        cursor.skip();
      }
    }
    if (key == null || value == null) {
      return;
    }
    int chars = key.length() + value.length();
    if (chars <= MAX_METADATA_CHARS - metadataChars) {
      metadataChars += chars;
      metadata.put(key, value);
    }
  }

  private void readInitializerName(int nameField) throws IOException {
    while (cursor.next()) {
      if (cursor.is(nameField, LENGTH_DELIMITED)) {
        initializers.add(cursor.string());
      } else {
        cursor.skip();
      }
    }
  }

  private void readSparseInitializer() throws IOException {
    while (cursor.next()) {
      if (cursor.is(1, LENGTH_DELIMITED)) {
        cursor.message(() -> readInitializerName(8));
      } else {
        cursor.skip();
      }
    }
  }

  private GraphInfo toGraphInfo() throws OnnxFormatException {
    List<GraphTensor> inputTensors = new ArrayList<>();
    for (OnnxValue input : inputs) {
      boolean initialized = initializers.contains(input.name());
      if (!initialized || irVersion > LAST_VERSION_OF_FIXED_INITIALIZERS) {
        inputTensors.add(tensor(input, initialized));
      }
    }
    List<GraphTensor> outputTensors = new ArrayList<>();
    List<String> skippedOutputs = new ArrayList<>();
    for (OnnxValue output : outputs) {
      if (output.kind().equals(OnnxValue.TENSOR)) {
        outputTensors.add(tensor(output, false));
      } else {
        skippedOutputs.add(output.name());
      }
    }
    return new GraphInfo(
        inputTensors, outputTensors, skippedOutputs, classLabels.labels(), metadata);
  }

  private static GraphTensor tensor(OnnxValue value, boolean optional) throws OnnxFormatException {
    if (!value.kind().equals(OnnxValue.TENSOR)) {
      throw new OnnxFormatException(
          "input '" + value.name() + "' is of kind " + value.kind() + " (expected: tensor)");
    }
    Shape shape = value.dims().map(Shape::of).orElse(Shape.UNKNOWN_RANK);
    return new GraphTensor(
        value.name(), OnnxTypes.of(value.name(), value.elementType()), shape, optional);
  }
}
