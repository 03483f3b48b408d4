package dev.tandem.tfserving.json;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.json.JsonDump;
import dev.tandem.json.JsonReader;
import dev.tandem.tfserving.signature.TfTypes;
import dev.tandem.tfserving.wire.TfServingException;

/** Takes the values of one input one after the other, as its type has them. */
abstract sealed class Elements permits FixedElements, StringElements, CountedElements {
  /** Takes the value that the reader stands on, which is no array, and moves to its end. */
  abstract void take(JsonReader reader);

  /** The values so far, borrowed. */
  abstract TensorBytes bytes();

  static TfServingException mismatch(JsonReader reader, DataType expected) {
    return TfServingException.invalidArgument(
        "JSON Value: "
            + JsonDump.of(reader.value())
            + " Type: "
            + reader.value().kind().displayName()
            + " is not of expected type: "
            + TfTypes.name(expected));
  }
}
