package dev.tandem.golden;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the body of an answer says: JSON with each binary output next to its description, the events
 * of a stream, or text; null where the server sent no body.
 */
final class HttpValue {
  private HttpValue() {}

  static @Nullable Object of(HttpAnswer answer) {
    ByteString body = answer.plainBody();
    String mediaType = answer.headers().getOrDefault("content-type", "");
    if (body.isEmpty() || answer.status() == HttpAnswer.BROKEN) {
      return null;
    }
    if (mediaType.startsWith("text/event-stream")) {
      return Map.of("events", events(Text.of(body)));
    }
    String jsonLength = answer.headers().getOrDefault("inference-header-content-length", "");
    try {
      return jsonLength.isEmpty()
          ? Json.read(body)
          : withBinary(body, Math.min(Integer.parseInt(jsonLength), body.size()));
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      return Map.of("text", Text.of(body));
    }
  }

  private static List<@Nullable Object> events(String stream) {
    List<@Nullable Object> events = new ArrayList<>();
    for (String event : stream.split("\n\n", -1)) {
      if (!event.isEmpty()) {
        events.add(event(event));
      }
    }
    return events;
  }

  private static @Nullable Object event(String event) {
    String data = event.startsWith("data:") ? event.substring("data:".length()).strip() : event;
    try {
      return Json.read(data);
    } catch (IOException e) {
      return data;
    }
  }

  /** Cuts the tensors after the JSON along the sizes that the outputs state. */
  private static @Nullable Object withBinary(ByteString body, int jsonLength) throws IOException {
    if (!(Json.read(body.substring(0, jsonLength)) instanceof Map<?, ?> message)) {
      throw new IOException("no JSON object (expected: one before the binary part)");
    }
    Map<Object, @Nullable Object> complete = new LinkedHashMap<>(message);
    int position = jsonLength;
    if (message.get("outputs") instanceof List<?> outputs) {
      List<@Nullable Object> filled = new ArrayList<>();
      for (Object output : outputs) {
        long size = binarySize(output);
        int end = (int) Math.min(body.size(), position + Math.max(size, 0));
        filled.add(size < 0 ? output : withBinary(output, body.substring(position, end)));
        position = end;
      }
      complete.put("outputs", filled);
    }
    if (position != body.size()) {
      complete.put("binary_left", Text.hex(body.substring(position)));
    }
    return complete;
  }

  /** The bytes of the output after the JSON, or -1 where it has none there. */
  private static long binarySize(@Nullable Object output) {
    return output instanceof Map<?, ?> fields
            && fields.get("parameters") instanceof Map<?, ?> parameters
            && parameters.get("binary_data_size") instanceof Number size
        ? size.longValue()
        : -1;
  }

  private static Object withBinary(Object output, ByteString content) {
    Map<Object, @Nullable Object> filled = new LinkedHashMap<>((Map<?, ?>) output);
    filled.put("binary", Text.hex(content));
    return filled;
  }
}
