package dev.tandem.kserve.wire;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.json.JsonMember;
import dev.tandem.json.JsonValue;
import java.nio.ByteBuffer;

/** Log settings as bodies of the REST protocol. */
public final class LogBody {
  private LogBody() {}

  /** {@code settings} with what {@code body} sets; throws where it sets what cannot be set. */
  public static LogSettings change(LogSettings settings, ByteBuffer body) {
    JsonValue root = JsonFields.parse(body, body.remaining());
    LogSettings changed = settings;
    if (!root.isObject()) {
      return changed;
    }
    for (JsonMember member : root.members()) {
      JsonValue value = member.value();
      changed =
          switch (member.name()) {
            case LogNames.FILE -> throw LogNames.fileIsFixed();
            case LogNames.INFO -> changed.withInfo(bool(value));
            case LogNames.WARNING -> changed.withWarning(bool(value));
            case LogNames.ERROR -> changed.withError(bool(value));
            case LogNames.VERBOSE_LEVEL -> changed.withVerboseLevel(level(value));
            case LogNames.FORMAT -> changed.withFormat(format(value));
            default -> changed;
          };
    }
    return changed;
  }

  private static boolean bool(JsonValue value) {
    if (!value.isBoolean()) {
      throw JsonFields.malformed("attempt to access JSON non-boolean as boolean");
    }
    return value.booleanValue();
  }

  private static int level(JsonValue value) {
    if (!value.isNumber() || !value.number().isUnsignedLong()) {
      throw JsonFields.malformed("attempt to access JSON non-unsigned-integer as unsigned-integer");
    }
    long level = value.number().longValue();
    return LogSettings.clampedLevel(level < 0 ? Long.MAX_VALUE : level);
  }

  private static String format(JsonValue value) {
    if (!value.isString()) {
      throw JsonFields.malformed("attempt to access JSON non-string as string");
    }
    String format = value.text();
    if (!LogSettings.isFormat(format)) {
      throw new ServingException(
          Reason.INVALID_REQUEST, "invalid argument for --log_format, got: " + format);
    }
    return format;
  }
}
