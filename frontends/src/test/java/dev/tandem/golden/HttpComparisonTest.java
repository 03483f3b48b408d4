package dev.tandem.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpComparisonTest {
  private static final String OUTPUTS =
      "{\"outputs\":[{\"name\":\"A\",\"data\":[1.5]},{\"name\":\"B\",\"data\":[2]}]}";
  private static final HttpAnswer GOOD = Answers.json(200, OUTPUTS);
  private static final HttpAnswer ERROR = Answers.json(400, "{\"error\":\"no such model\"}");
  private static final HttpAnswer BINARY =
      Answers.binary(
          "{\"outputs\":[{\"name\":\"A\",\"parameters\":{\"binary_data_size\":2}}]}", 1, 2);

  @Test
  void sameAnswerIsExact() {
    assertExact(GOOD, GOOD);
    assertExact(ERROR, ERROR);
    assertExact(BINARY, BINARY);
  }

  @Test
  void twoConnectionsThatEndWithoutAnAnswerAreExact() {
    HttpAnswer recorded = new HttpAnswer(HttpAnswer.BROKEN, Map.of(), ByteString.EMPTY);

    assertExact(recorded, HttpAnswer.broken(new EOFException("reset")));
    assertIncompatible(compare(recorded, Answers.json(200, "")));
  }

  @Test
  void otherStatusIsIncompatible() {
    Verdict verdict = compare(GOOD, ERROR);

    assertIncompatible(verdict);
    assertThat(verdict.why()).startsWith("status 200 != 400").contains("no such model");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"outputs\":[{\"name\":\"A\",\"data\":[1.6]},{\"name\":\"B\",\"data\":[2]}]}",
        "{\"outputs\":[{\"name\":\"A\",\"data\":[1.5]}]}",
        "{\"outputs\":[{\"name\":\"A\",\"data\":[1.5]},{\"name\":\"C\",\"data\":[2]}]}",
        "{\"outputs\":[{\"name\":\"A\",\"data\":[1.5]},{\"name\":\"B\",\"data\":[2]}],\"id\":\"\"}",
        "not JSON",
        ""
      })
  void otherValuesAreIncompatible(String body) {
    assertIncompatible(compare(GOOD, Answers.json(200, body)));
  }

  @Test
  void otherOrderOfNamedThingsIsCompatibleOnly() {
    String swapped =
        "{\"outputs\":[{\"name\":\"B\",\"data\":[2]},{\"name\":\"A\",\"data\":[1.5]}]}";

    assertCompatibleOnly(compare(GOOD, Answers.json(200, swapped)));
  }

  @Test
  void otherOrderOfValuesIsIncompatible() {
    assertIncompatible(
        compare(Answers.json(200, "{\"data\":[1,2]}"), Answers.json(200, "{\"data\":[2,1]}")));
  }

  @Test
  void closeFloatIsCompatibleOnly() {
    assertCompatibleOnly(compare(GOOD, Answers.json(200, OUTPUTS.replace("1.5", "1.500001"))));
  }

  @Test
  void otherErrorTextIsCompatibleOnly() {
    assertCompatibleOnly(compare(ERROR, Answers.json(400, "{\"error\":\"other\"}")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text", "{}", "{\"error\":\"\"}", "{\"error\":1}", "[\"error\"]"})
  void missingErrorTextIsIncompatible(String body) {
    assertIncompatible(compare(ERROR, Answers.json(400, body)));
  }

  @Test
  void otherMediaTypeIsIncompatible() {
    assertIncompatible(compare(GOOD, Answers.http(200, "text/plain", OUTPUTS)));
  }

  @Test
  void otherParameterOfTheMediaTypeIsCompatibleOnly() {
    assertCompatibleOnly(
        compare(GOOD, Answers.http(200, "Application/JSON;charset=utf-8", OUTPUTS)));
  }

  @Test
  void mediaTypeOfAnErrorOrOfNoBodyCountsForExactOnly() {
    assertCompatibleOnly(
        compare(ERROR, Answers.http(400, "text/plain", "{\"error\":\"no such model\"}")));
    assertCompatibleOnly(compare(Answers.json(200, ""), Answers.http(200, "text/plain", "")));
  }

  @Test
  void sameTextCompressedDiffersInItsEncodingOnly() {
    HttpAnswer compressed = gzip(GOOD);

    assertExact(compressed, compressed);
    assertThat(compare(compressed, GOOD).incompatibility())
        .isEqualTo("content-encoding: gzip != null");
  }

  @Test
  void otherBinaryPartIsIncompatible() {
    String json = "{\"outputs\":[{\"name\":\"A\",\"parameters\":{\"binary_data_size\":2}}]}";

    assertIncompatible(compare(BINARY, Answers.binary(json, 1, 3)));
    assertIncompatible(compare(BINARY, Answers.binary(json, 1)));
    assertIncompatible(compare(BINARY, Answers.binary(json, 1, 2, 3)));
  }

  @Test
  void otherSpacingBeforeTheBinaryPartIsCompatibleOnly() {
    String json = "{\"outputs\": [{\"name\":\"A\",\"parameters\":{\"binary_data_size\":2}}]}";

    assertCompatibleOnly(compare(BINARY, Answers.binary(json, 1, 2)));
  }

  @Test
  void impossibleLengthOfTheJsonIsIncompatible() {
    for (String length : List.of("-1", "0", "999", "x", "99999999999")) {
      assertIncompatible(
          compare(BINARY, Answers.withHeader(BINARY, "inference-header-content-length", length)));
    }
  }

  @Test
  void volatilePartMayDiffer() {
    HttpAnswer recorded = Answers.json(200, "{\"name\":\"t\",\"version\":\"1\"}");
    HttpAnswer now = Answers.json(200, "{\"name\":\"t\",\"version\":\"2.0\"}");
    VolatilePaths version = VolatilePaths.of(List.of("version"));

    assertThat(HttpComparison.compare(recorded, now, version).isExact()).isTrue();
    assertIncompatible(compare(recorded, now));
    assertIncompatible(
        HttpComparison.compare(recorded, Answers.json(200, "{\"name\":\"t\"}"), version));
  }

  @Test
  void eventsAreComparedOneByOne() {
    HttpAnswer recorded = events("data: {\"a\":1}\n\ndata: {\"a\":2}\n\n");

    assertExact(recorded, recorded);
    assertExact(recorded, events("data:{\"a\": 1}\n\ndata: {\"a\": 2}\n\n"));
    assertIncompatible(compare(recorded, events("data: {\"a\":1}\n\n")));
    assertIncompatible(compare(recorded, events("data: {\"a\":2}\n\ndata: {\"a\":1}\n\n")));
    assertIncompatible(compare(recorded, events("data: {\"a\":1}\n\ndata: [DONE]\n\n")));
  }

  private static HttpAnswer events(String text) {
    return Answers.http(200, "text/event-stream; charset=utf-8", text);
  }

  private static HttpAnswer gzip(HttpAnswer answer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      answer.body().writeTo(gzip);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Answers.withHeader(
        new HttpAnswer(answer.status(), answer.headers(), ByteString.copyFrom(bytes.toByteArray())),
        "content-encoding",
        "gzip");
  }

  private static Verdict compare(HttpAnswer recorded, HttpAnswer now) {
    return HttpComparison.compare(recorded, now, VolatilePaths.NONE);
  }

  private static void assertExact(HttpAnswer recorded, HttpAnswer now) {
    assertThat(compare(recorded, now).why()).isEmpty();
  }

  private static void assertCompatibleOnly(Verdict verdict) {
    assertThat(verdict.incompatibility()).isNull();
    assertThat(verdict.isExact()).isFalse();
  }

  private static void assertIncompatible(Verdict verdict) {
    assertThat(verdict.isCompatible()).isFalse();
    assertThat(verdict.isExact()).isFalse();
  }
}
