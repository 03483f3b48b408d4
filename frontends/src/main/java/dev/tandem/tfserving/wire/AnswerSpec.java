package dev.tandem.tfserving.wire;

import static java.util.Objects.requireNonNull;

import dev.tandem.engine.api.ServedModel;
import dev.tandem.protobuf.WireSize;
import dev.tandem.protobuf.WireType;
import dev.tandem.protobuf.WireWriter;
import java.io.IOException;

/**
 * The ModelSpec of an answer: which version gave it, and by which signature; never by which label.
 */
public record AnswerSpec(ServedModel model, String signatureName) {
  private static final int NAME = 1 << 3 | WireType.LENGTH;
  private static final int VERSION = 2 << 3 | WireType.LENGTH;
  private static final int INT64_VALUE = 1 << 3 | WireType.VARINT;
  private static final int SIGNATURE_NAME = 3 << 3 | WireType.LENGTH;

  public AnswerSpec {
    requireNonNull(model, "model");
    requireNonNull(signatureName, "signatureName");
  }

  /** Bytes of it as field {@code tag}. */
  public long fieldSize(int tag) {
    return WireSize.lengthDelimited(tag, size());
  }

  private long size() {
    return WireSize.string(NAME, model.name())
        + WireSize.lengthDelimited(VERSION, WireSize.number(INT64_VALUE, model.version()))
        + WireSize.string(SIGNATURE_NAME, signatureName);
  }

  /** Writes it as field {@code tag}. */
  public void writeField(int tag, WireWriter writer) throws IOException {
    writer.lengthDelimited(tag, size());
    writer.string(NAME, model.name());
    writer.lengthDelimited(VERSION, WireSize.number(INT64_VALUE, model.version()));
    writer.number(INT64_VALUE, model.version());
    writer.string(SIGNATURE_NAME, signatureName);
  }
}
