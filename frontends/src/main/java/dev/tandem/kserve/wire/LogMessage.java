package dev.tandem.kserve.wire;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.proto.kserve.LogSettingsRequest;
import dev.tandem.proto.kserve.LogSettingsRequest.SettingValue;
import dev.tandem.proto.kserve.LogSettingsRequest.SettingValue.ParameterChoiceCase;
import dev.tandem.proto.kserve.LogSettingsResponse;
import java.util.Map;

/** Log settings as messages. */
public final class LogMessage {
  private LogMessage() {}

  /** {@code settings} with what {@code request} sets; throws where it sets what cannot be set. */
  public static LogSettings change(LogSettings settings, LogSettingsRequest request) {
    LogSettings changed = settings;
    for (Map.Entry<String, SettingValue> entry : request.getSettingsMap().entrySet()) {
      String name = entry.getKey();
      SettingValue value = entry.getValue();
      changed =
          switch (name) {
            case LogNames.FILE -> throw LogNames.fileIsFixed();
            case LogNames.INFO -> changed.withInfo(bool(name, value));
            case LogNames.WARNING -> changed.withWarning(bool(name, value));
            case LogNames.ERROR -> changed.withError(bool(name, value));
            case LogNames.VERBOSE_LEVEL -> changed.withVerboseLevel(level(value));
            case LogNames.FORMAT -> changed.withFormat(format(value));
            default -> changed;
          };
    }
    return changed;
  }

  private static boolean bool(String name, SettingValue value) {
    expect(name, value, ParameterChoiceCase.BOOL_PARAM, "boolean");
    return value.getBoolParam();
  }

  private static int level(SettingValue value) {
    expect(LogNames.VERBOSE_LEVEL, value, ParameterChoiceCase.UINT32_PARAM, "int32");
    return LogSettings.clampedLevel(Integer.toUnsignedLong(value.getUint32Param()));
  }

  private static String format(SettingValue value) {
    expect(LogNames.FORMAT, value, ParameterChoiceCase.STRING_PARAM, "string");
    String format = value.getStringParam();
    if (!LogSettings.isFormat(format)) {
      throw new ServingException(
          Reason.INVALID_REQUEST, "invalid argument for log_format, got: " + format);
    }
    return format;
  }

  private static void expect(
      String name, SettingValue value, ParameterChoiceCase expected, String type) {
    if (value.getParameterChoiceCase() != expected) {
      throw new ServingException(Reason.INVALID_REQUEST, "expect " + type + " for '" + name + "'");
    }
  }

  public static LogSettingsResponse of(LogSettings settings) {
    LogSettingsResponse.Builder response = LogSettingsResponse.newBuilder();
    put(response, LogNames.FILE, value().setStringParam(settings.file()));
    put(response, LogNames.INFO, value().setBoolParam(settings.info()));
    put(response, LogNames.WARNING, value().setBoolParam(settings.warning()));
    put(response, LogNames.ERROR, value().setBoolParam(settings.error()));
    put(response, LogNames.VERBOSE_LEVEL, value().setUint32Param(settings.verboseLevel()));
    put(response, LogNames.FORMAT, value().setStringParam(settings.format()));
    return response.build();
  }

  private static LogSettingsResponse.SettingValue.Builder value() {
    return LogSettingsResponse.SettingValue.newBuilder();
  }

  private static void put(
      LogSettingsResponse.Builder response,
      String name,
      LogSettingsResponse.SettingValue.Builder value) {
    response.putSettings(name, value.build());
  }
}
