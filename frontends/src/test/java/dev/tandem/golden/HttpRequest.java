package dev.tandem.golden;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One HTTP/1.1 request; the body is what goes over the wire, chunk sizes included. */
record HttpRequest(String method, String path, Map<String, String> headers, ByteString body) {
  private static final Set<String> METHODS_WITH_LENGTH = Set.of("POST", "PUT");

  HttpRequest {
    // Headers are sent in the recorded order.
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /** The bytes before the body, with the headers any client adds by itself. */
  ByteString head() {
    Set<String> given = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    given.addAll(headers.keySet());
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    if (!given.contains("Host")) {
      head.append("Host: golden\r\n");
    }
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    boolean framed = given.contains("Content-Length") || given.contains("Transfer-Encoding");
    if (!framed && (!body.isEmpty() || METHODS_WITH_LENGTH.contains(method))) {
      head.append("Content-Length: " + body.size() + "\r\n");
    }
    return ByteString.copyFrom(head.append("\r\n").toString(), StandardCharsets.ISO_8859_1);
  }
}
