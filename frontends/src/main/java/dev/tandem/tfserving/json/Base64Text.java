package dev.tandem.tfserving.json;

import dev.tandem.json.JsonDump;
import dev.tandem.json.JsonMember;
import dev.tandem.json.JsonValue;
import dev.tandem.tfserving.wire.TfServingException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Bytes in JSON: an object with the one key {@code b64}. */
final class Base64Text {
  static final String KEY = "b64";

  private Base64Text() {}

  static boolean isBase64(JsonValue value) {
    if (!value.isObject() || value.size() != 1) {
      return false;
    }
    JsonMember only = value.members().get(0);
    return only.name().equals(KEY) && only.value().isString();
  }

  /** The bytes that an object stands for. */
  static byte[] decode(JsonValue object) {
    if (!isBase64(object)) {
      throw TfServingException.invalidArgument(
          "JSON Value: " + JsonDump.of(object) + " not formatted correctly for base64 data");
    }
    List<JsonMember> members = object.members();
    try {
      return Base64.getDecoder().decode(withoutWhitespace(members.get(0).value().utf8()));
    } catch (IllegalArgumentException e) {
      throw TfServingException.invalidArgument("Unable to base64 decode");
    }
  }

  private static byte[] withoutWhitespace(byte[] text) {
    byte[] kept = new byte[text.length];
    int count = 0;
    for (byte b : text) {
      if (b != ' ' && (b < '\t' || b > '\r')) {
        kept[count++] = b;
      }
    }
    return Arrays.copyOf(kept, count);
  }
}
