package dev.tandem.tfserving.rest;

import static dev.tandem.tfserving.rest.RestServer.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeEngine;
import dev.tandem.tfserving.inference.ExampleModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Collections;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Classify and Regress over a real HTTP connection. */
class TfServingExamplesTest {
  private static final String CLASSIFY = "/v1/models/m:classify";
  private static final String REGRESS = "/v1/models/m:regress";

  private final NativePool pool = new NativePool(1 << 24, true);
  private final FakeEngine engine =
      new FakeEngine(pool, Runnable::run)
          .serve(ExampleModels.halfPlusTwo("m", 3), ExampleModels.lengths("lengths", 1));
  private final RestServer server = new RestServer(engine, pool, RestServer.OPTIONS);

  @AfterEach
  void stop() {
    server.close();
    assertThat(pool.openLeases()).isZero();
  }

  @Test
  void classifies() {
    HttpResponse<String> response =
        server.post(
            CLASSIFY,
            "{\"signature_name\": \"classify\", \"examples\": [{\"x\": 0.0}, {\"x\": [5.5]}]}");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().allValues("Content-Type")).containsExactly("application/json");
    assertThat(response.body())
        .isEqualTo(
            """
            {
                "results": [
                    [
                        ["low", 0.0],
                        ["high", 1.0]
                    ],
                    [
                        ["low", 5.5],
                        ["high", 6.5]
                    ]
                ]
            }""");
    assertThat(engine.requests()).hasSize(1);
  }

  @Test
  void classifiesWithoutLabels() {
    assertThat(
            server
                .post(CLASSIFY, "{\"signature_name\": \"scores\", \"examples\": [{\"x\": 1e30}]}")
                .body()
                .replaceAll("\\s", ""))
        .isEqualTo("{\"results\":[[[\"\",1e+30],[\"\",1e+30]]]}");
  }

  @Test
  void regresses() {
    HttpResponse<String> response =
        server.post(
            REGRESS,
            "{\"signature_name\": \"regress\", \"context\": {\"x\": 5.0}, \"examples\":"
                + " [{\"x\": 1.0}, {}, {\"x\": NaN}, {\"x\": -Infinity, \"other\": \"a\"}]}");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body().replaceAll("\\s", ""))
        .isEqualTo("{\"results\":[2.5,4.5,NaN,-Infinity]}");
  }

  @Test
  void givesGraphsThatParseExamplesSerializedOnes() {
    HttpResponse<String> response =
        server.post(
            "/v1/models/lengths:regress",
            "{\"signature_name\": \"regress\", \"examples\": [{}, {\"x\": 1.0}]}");

    // An Example of one feature x with one float takes 17 bytes, and one without any its Features.
    assertThat(response.body().replaceAll("\\s", "")).isEqualTo("{\"results\":[2.0,17.0]}");
  }

  @Test
  void predictsOnExamplesInBase64() {
    byte[] example = {10, 15, 10, 13, 10, 1, 'x', 18, 8, 18, 6, 10, 4, 0, 0, (byte) 0x80, 0x3f};
    String b64 = Base64.getEncoder().encodeToString(example);

    assertThat(
            server
                .post(
                    "/v1/models/m:predict",
                    "{\"signature_name\": \"regress\", \"instances\": [{\"b64\": \""
                        + b64
                        + "\"}]}")
                .body()
                .replaceAll("\\s", ""))
        .isEqualTo("{\"predictions\":[[2.5]]}");
    assertRefused(
        server.post(
            "/v1/models/m:predict", "{\"signature_name\": \"regress\", \"instances\": [\"x\"]}"),
        400,
        "Could not parse example input, value: 'x'");
  }

  @Test
  void takesLargeAndCompressedBodies() throws IOException {
    String examples = String.join(",", Collections.nCopies(20_000, "{\"x\": 1.0}"));
    String body = "{\"signature_name\": \"regress\", \"examples\": [" + examples + "]}";
    HttpResponse<String> plain = server.post(REGRESS, body);

    assertThat(plain.statusCode()).isEqualTo(200);
    assertThat(plain.body().split("2\\.5", -1)).hasSize(20_001);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(body.getBytes(UTF_8));
    }
    assertThat(
            server
                .send(
                    server
                        .request(REGRESS)
                        .header("Content-Encoding", "gzip")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(packed.toByteArray()))
                        .build())
                .body())
        .isEqualTo(plain.body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/models/foo:classify | {\"examples\": [{}]} | 404"
            + " | Servable not found for request: Latest(foo)",
        "/v1/models/m:classify | {\"examples\": [{}], \"signature_name\": \"x\"} | 400"
            + " | No signature was found with the name: x",
        "/v1/models/m:classify | {\"examples\": [{}], \"signature_name\": \"regress\"} | 400"
            + " | Expected classification signature outputs to contain at least one of"
            + " \\\"classes\\\" or \\\"scores\\\". Signature was:",
        // before the model is looked for, the body has to be read
        "/v1/models/foo:classify | {} | 400 | JSON Value: {} When method is classify, key"
            + " 'examples' is expected and was not found",
        "/v1/models/foo:regress | {} | 400 | JSON Value: {} When method is regress, key"
            + " 'examples' is expected and was not found",
        "/v1/models/foo:regress | [] | 400 | JSON Value: [] Is not object",
        "/v1/models/m:regress | {\"examples\": 1} | 400 | JSON Value: {\\n    \\\"examples\\\": 1\\n}"
            + " Expecting 'examples' value to be an list/array",
        "/v1/models/m:regress | {\"examples\": []} | 400 | JSON Value: {\\n    \\\"examples\\\":"
            + " []\\n} 'examples' value is an empty array",
        "/v1/models/m:regress | {\"examples\": [1]} | 400"
            + " | Example must be JSON object but got JSON Number",
        "/v1/models/m:regress | {\"examples\": [{}], \"context\": [1]} | 400"
            + " | Example must be JSON object but got JSON Array",
        "/v1/models/m:regress | {\"examples\": [{\"x\": null}]} | 400"
            + " | Feature: x has element with unexpected JSON type: Null",
        "/v1/models/m:regress | {\"examples\": [{\"x\": [[1]]}]} | 400"
            + " | Feature: x has element with unexpected JSON type: Array",
        "/v1/models/m:regress | {\"examples\": [{\"x\": {\"a\": 1}}]} | 400"
            + " | Feature: x has element with unexpected JSON type: Object",
        "/v1/models/m:regress | {\"examples\": [{\"x\": [10, 10.0]}]} | 400"
            + " | Unexpected element type in feature: x expecting type: int64",
        "/v1/models/m:regress | {\"examples\": [{\"x\": [1.0, true]}]} | 400"
            + " | Unexpected element type in feature: x expecting type: float",
        "/v1/models/m:regress | {\"examples\": [{\"x\": [\"a\", 1]}]} | 400"
            + " | Unexpected element type in feature: x expecting type: bytes",
        "/v1/models/m:regress | {\"examples\": [{\"x\": 18446744073709551615}]} | 400"
            + " | Feature: x has uint64_t element. Only int64_t is supported.",
        "/v1/models/m:regress | {\"examples\": [{\"x\": {\"b64\": \"?\"}}]} | 400"
            + " | Unable to base64 decode",
        "/v1/models/m:regress | {\"signature_name\": \"regress\", \"examples\": [{\"x\": 2}]} | 400"
            + " | Name: <unknown>, Key: x, Index: 0.  Data types don't match. Expected type:"
            + " float, Actual type: int64",
        "/v1/models/m:regress | {\"signature_name\": \"regress\", \"examples\": [{\"x\": []}]} | 400"
            + " | Name: <unknown>, Feature: x (data type: float) is required but could not be"
            + " found.",
        "/v1/models/m:regress | {\"signature_name\": \"numbers\", \"examples\": [{\"x\": 2.0}]} | 400"
            + " | Expects arg[0] to be float but string is provided",
        "/v1/models/m:regress | {\"signature_name\": 1, \"examples\": [{}]} | 400 | JSON Value: {\\n"
            + "    \\\"signature_name\\\": 1,\\n    \\\"examples\\\": [{}]\\n} not formatted"
            + " correctly. 'signature_name' key must be a string value.",
      })
  void refuses(String path, String body, int status, String text) {
    HttpResponse<String> response = server.post(path, body);
    if (text.endsWith("Signature was:")) {
      assertThat(response.body()).startsWith("{\n    \"error\": \"" + text);
      assertThat(response.statusCode()).isEqualTo(status);
    } else {
      assertRefused(response, status, text);
    }
  }

  @Test
  void takesNamesAndBytesThatAreAnything() {
    String bytes = Base64.getEncoder().encodeToString(new byte[] {(byte) 0xFF, 0});
    assertThat(
            server
                .post(
                    "/v1/models/lengths:regress",
                    "{\"signature_name\": \"regress\", \"examples\": [{\"a\": {\"b64\": \""
                        + bytes
                        + "\"}, \"é\": [true, false, -1]}]}")
                .statusCode())
        .isEqualTo(200);
  }
}
