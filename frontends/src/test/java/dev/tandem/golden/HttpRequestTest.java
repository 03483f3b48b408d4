package dev.tandem.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpRequestTest {
  @Test
  void addsHostAndLength() {
    assertThat(head("POST", Map.of(), "abc"))
        .isEqualTo("POST /v2 HTTP/1.1\r\nHost: golden\r\nContent-Length: 3\r\n\r\n");
    assertThat(head("PUT", Map.of(), "")).contains("Content-Length: 0\r\n");
    assertThat(head("GET", Map.of(), "abc")).contains("Content-Length: 3\r\n");
  }

  @Test
  void sendsGetWithoutBodyWithoutLength() {
    assertThat(head("GET", Map.of(), "")).isEqualTo("GET /v2 HTTP/1.1\r\nHost: golden\r\n\r\n");
  }

  @Test
  void keepsRecordedHeadersAsTheyAre() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("x-B", "");
    headers.put("HOST", "other");
    headers.put("content-length", "99");

    assertThat(head("POST", headers, "abc"))
        .isEqualTo("POST /v2 HTTP/1.1\r\nx-B: \r\nHOST: other\r\ncontent-length: 99\r\n\r\n");
  }

  @Test
  void leavesFramingToRecordedChunks() {
    assertThat(head("POST", Map.of("Transfer-Encoding", "chunked"), "0\r\n\r\n"))
        .doesNotContain("Content-Length");
  }

  private static String head(String method, Map<String, String> headers, String body) {
    return new HttpRequest(method, "/v2", headers, ByteString.copyFromUtf8(body))
        .head()
        .toStringUtf8();
  }
}
