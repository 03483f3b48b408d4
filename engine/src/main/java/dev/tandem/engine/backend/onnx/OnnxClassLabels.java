package dev.tandem.engine.backend.onnx;

import static dev.tandem.engine.backend.onnx.ProtoCursor.LENGTH_DELIMITED;
import static dev.tandem.engine.backend.onnx.ProtoCursor.VARINT;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the labels that the classifiers of a graph give their classes: attributes of its nodes.
 * The numbers are the field numbers of onnx.proto.
 */
final class OnnxClassLabels {
  /** What the operators of {@code ai.onnx.ml} call them; the others have no such attributes. */
  private static final Set<String> ATTRIBUTES =
      Set.of("classlabels_strings", "classlabels_int64s", "classlabels_ints");

  private static final int MAX_LABELS = 1 << 20;
  private static final int MAX_LABEL_BYTES = 1 << 10;

  private final ProtoCursor cursor;
  private final Set<List<String>> found = new HashSet<>();
  private boolean tooMany;

  OnnxClassLabels(ProtoCursor cursor) {
    this.cursor = cursor;
  }

  /** Reads the node that the cursor is in. */
  void readNode() throws IOException {
    while (cursor.next()) {
      if (cursor.is(5, LENGTH_DELIMITED)) {
        cursor.message(this::readAttribute);
      } else {
        cursor.skip();
      }
    }
  }

  /** Those of all classifiers, if they agree. */
  List<String> labels() {
    return tooMany || found.size() != 1 ? List.of() : found.iterator().next();
  }

  private void readAttribute() throws IOException {
    String name = "";
    List<String> labels = new ArrayList<>();
    while (cursor.next()) {
      boolean wanted = ATTRIBUTES.contains(name);
      if (cursor.is(1, LENGTH_DELIMITED)) {
        name = String.valueOf(cursor.stringUpTo(MAX_LABEL_BYTES));
      } else if (wanted && cursor.is(9, LENGTH_DELIMITED)) {
        add(cursor.stringUpTo(MAX_LABEL_BYTES), labels);
      } else if (wanted && cursor.is(8, VARINT)) {
        add(Long.toString(cursor.varint()), labels);
      } else if (wanted && cursor.is(8, LENGTH_DELIMITED)) {
        cursor.message(
            () -> {
              while (!cursor.atEnd()) {
                add(Long.toString(cursor.varint()), labels);
              }
            });
      } else {
        cursor.skip();
      }
    }
    if (!labels.isEmpty()) {
      found.add(labels);
    }
  }

  private void add(@Nullable String label, List<String> labels) {
    if (label == null || labels.size() == MAX_LABELS) {
      tooMany = true;
    } else if (!tooMany) {
      labels.add(label);
    }
  }
}
