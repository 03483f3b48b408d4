package dev.tandem.golden;

import com.google.protobuf.ByteString;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Bytes as text that can be compared and shown: different bytes give different texts. */
final class Text {
  private Text() {}

  static String of(ByteString bytes) {
    return bytes.isValidUtf8() ? bytes.toStringUtf8() : "not UTF-8: " + hex(bytes);
  }

  static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  static String shortened(@Nullable Object value, int maxLength) {
    String text = value instanceof String string ? "'" + string + "'" : String.valueOf(value);
    return text.length() <= maxLength ? text : text.substring(0, maxLength) + "...";
  }
}
