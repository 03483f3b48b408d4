package dev.tandem.kserve.wire;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.json.JsonValue;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads the body of a repository index request, which may ask for ready models only. */
public final class IndexFilter {
  private IndexFilter() {}

  public static boolean readyOnly(ByteBuffer body) {
    if (!body.hasRemaining()) {
      return false;
    }
    JsonValue root = JsonFields.parse(body, body.remaining());
    Optional<JsonValue> ready = JsonFields.member(root, "ready");
    if (ready.isPresent() && !ready.get().isBoolean()) {
      throw new ServingException(
          Reason.INVALID_REQUEST, "Invalid value for 'ready': expected a boolean");
    }
    return ready.map(JsonValue::booleanValue).orElse(false);
  }
}
