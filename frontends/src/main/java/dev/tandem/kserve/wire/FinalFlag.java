package dev.tandem.kserve.wire;

import com.google.protobuf.ByteString;
import dev.tandem.proto.kserve.InferParameter;
import dev.tandem.proto.kserve.ModelInferResponse;

/** What an answer says of whether it is the last: nothing, or a parameter, as bytes to write. */
enum FinalFlag {
  NONE(ByteString.EMPTY),
  MORE(encoded(false)),
  LAST(encoded(true));

  static final String PARAMETER = "triton_final_response";

  private final ByteString field;

  FinalFlag(ByteString field) {
    this.field = field;
  }

  static FinalFlag of(boolean last) {
    return last ? LAST : MORE;
  }

  /** The field of a ModelInferResponse. */
  ByteString field() {
    return field;
  }

  private static ByteString encoded(boolean last) {
    return ModelInferResponse.newBuilder()
        .putParameters(
            "triton_final_response", InferParameter.newBuilder().setBoolParam(last).build())
        .build()
        .toByteString();
  }
}
