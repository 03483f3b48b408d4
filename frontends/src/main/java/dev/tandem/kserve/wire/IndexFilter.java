package dev.tandem.kserve.wire;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.json.JsonDocument;
import dev.tandem.json.JsonException;
import dev.tandem.json.JsonValue;
import dev.tandem.json.TrailingBytes;
import java.util.Optional;

/** Reads the body of a repository index request, which may ask for ready models only. */
public final class IndexFilter {
  private IndexFilter() {}

  public static boolean readyOnly(byte[] body) {
    if (body.length == 0) {
      return false;
    }
    JsonValue root;
    try {
      root = JsonDocument.parse(body, TrailingBytes.REJECT).root();
    } catch (JsonException e) {
      throw new ServingException(
          Reason.MALFORMED_BODY, "failed to parse the request JSON buffer: " + e.getMessage(), e);
    }
    Optional<JsonValue> ready = JsonFields.member(root, "ready");
    if (ready.isPresent() && !ready.get().isBoolean()) {
      throw new ServingException(
          Reason.INVALID_REQUEST, "Invalid value for 'ready': expected a boolean");
    }
    return ready.map(JsonValue::booleanValue).orElse(false);
  }
}
