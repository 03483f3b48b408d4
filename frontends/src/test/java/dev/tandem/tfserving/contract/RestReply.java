package dev.tandem.tfserving.contract;

import static org.assertj.core.api.Assertions.assertThat;

/** An HTTP answer as it came: the head, and the body with each byte a character of UTF-8. */
record RestReply(String head, String body) {
  /** Splits what came over the wire; an answer that says so is put together from its chunks. */
  static RestReply of(String text) {
    int end = text.indexOf("\r\n\r\n");
    assertThat(end).as("'" + text + "'").isPositive();
    String head = text.substring(0, end + 2);
    if (head.startsWith("HTTP/1.1 100 ")) {
      return of(text.substring(end + 4));
    }
    return new RestReply(head, text.substring(end + 4));
  }

  int status() {
    return Integer.parseInt(head.substring(9, 12));
  }

  /** The value of a header, or an empty text. */
  String header(String name) {
    return head.lines()
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  /** The body without white space between its tokens, for strings that have none. */
  String compact() {
    return body.replaceAll("\\s", "");
  }

  /** That this is an error of the API with exactly this text. */
  void assertError(int status, String text) {
    assertThat(body).isEqualTo("{\n    \"error\": \"" + escaped(text) + "\"\n}");
    assertThat(status()).isEqualTo(status);
    assertThat(header("Content-Type")).isEqualTo("application/json");
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
