package dev.tandem.tfserving.rest;

import static dev.tandem.tfserving.rest.RestServer.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeEngine;
import dev.tandem.engine.testkit.FakeModels;
import dev.tandem.tfserving.wire.SignatureLookup;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The door as HTTP sees it: bodies, connections, and what browsers ask. */
class TfServingHttpTest {
  private static final String PREDICT_M = "/v1/models/m:predict";
  private static final String ONE = "{\"instances\": [1]}";

  private final NativePool pool = new NativePool(1 << 24, true);
  private final ExecutorService runner = Executors.newSingleThreadExecutor();
  private final FakeEngine engine =
      new FakeEngine(pool, runner).serve(FakeModels.halfPlusTwo("m", 1));
  private final RestServer server = new RestServer(engine, pool, RestServer.OPTIONS);

  @AfterEach
  void stop() throws InterruptedException {
    server.close();
    runner.shutdown();
    assertThat(runner.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(pool.openLeases()).isZero();
  }

  @Test
  void takesAnyContentType() {
    HttpResponse<String> response =
        server.send(
            server
                .request(PREDICT_M)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(ONE))
                .build());

    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  void answersHeadWithoutBody() throws IOException {
    String answer =
        server.raw("HEAD /v1/models/m HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 400 ").endsWith("\r\n\r\n");
  }

  @Test
  void inflatesGzipBodies() throws IOException {
    assertThat(server.send(gzipPost(GzipBodyTest.gzip(ONE))).statusCode()).isEqualTo(200);
    assertRefused(
        server.send(gzipPost(ONE.getBytes(UTF_8))), 400, "JSON Parse error: The document is empty");
  }

  @Test
  void answersExpectContinue() throws IOException {
    String answer =
        server.raw(
            "POST /v1/models/m:predict HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + "Expect: 100-continue\r\nContent-Length: "
                + ONE.length()
                + "\r\n\r\n"
                + ONE);

    assertThat(answer).startsWith("HTTP/1.1 100 ").contains("HTTP/1.1 200 ").contains("2.5");
  }

  @Test
  void takesChunkedBodies() throws IOException {
    String answer =
        server.raw(
            String.join(
                "\r\n",
                "POST /v1/models/m:predict HTTP/1.1",
                "Host: x",
                "Connection: close",
                "Transfer-Encoding: chunked",
                "",
                "9",
                "{\"inputs\"",
                "4",
                ": 3}",
                "0",
                "",
                ""));

    assertThat(answer).startsWith("HTTP/1.1 200 ").contains("\"outputs\": 3.5");
  }

  @Test
  void refusesBodiesBeyondTheLimit() {
    String body = " ".repeat((1 << 20) + 1);

    assertRefused(
        server.post(PREDICT_M, body),
        400,
        "Request body of 1048577 bytes is larger than 1048576 bytes");
  }

  @Test
  void answersLargeBodies() {
    String body = "{\"instances\": [" + "1,".repeat(200_000) + "1]}";

    HttpResponse<String> response = server.post(PREDICT_M, body);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .isEqualTo("{\n    \"predictions\": [" + "2.5, ".repeat(200_000) + "2.5\n    ]\n}");
  }

  @Test
  void refusesLargeBodies() {
    assertRefused(
        server.post(PREDICT_M, "{\"ignored\": [" + "1,".repeat(200_000) + "1]}"),
        400,
        "Missing 'inputs' or 'instances' key");
  }

  @Test
  void answersPreflightWhetherOrNotCorsIsOn() {
    assertThat(preflight("https://example.com").statusCode()).isEqualTo(200);
    assertThat(preflight("https://example.com").body()).isEmpty();
    assertThat(preflight("http://example.com").statusCode()).isEqualTo(200);
    assertThat(preflight("file:///x").statusCode()).isEqualTo(400);
    assertThat(preflight("file:///x").body()).isEmpty();
    assertThat(preflight("https://example.com").headers().map())
        .doesNotContainKey("access-control-allow-origin");
  }

  @Test
  void letsOtherOriginsReadAnswersWhereCorsIsOn() {
    try (RestServer open =
        new RestServer(
            engine,
            pool,
            new RestOptions(1 << 20, 1 << 20, 30_000, new SignatureLookup(false), true))) {
      for (HttpResponse<String> response :
          List.of(
              open.post(PREDICT_M, ONE),
              open.post(PREDICT_M, ""),
              open.get("/v1/models/m"),
              open.get("/v1/models"),
              open.send(
                  open.request("/v1/x")
                      .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                      .header("Origin", "http://x")
                      .build()))) {
        assertThat(response.headers().allValues("Access-Control-Allow-Origin"))
            .containsExactly("*");
        assertThat(response.headers().allValues("Access-Control-Allow-Methods"))
            .containsExactly("POST, GET");
        assertThat(response.headers().allValues("Access-Control-Allow-Headers"))
            .containsExactly("Content-Type");
      }
    }
  }

  @Test
  void answersOneConnectionAgainAndAgain() throws IOException {
    String request =
        "POST /v1/models/m:predict HTTP/1.1\r\nHost: x\r\nContent-Length: "
            + ONE.length()
            + "\r\n\r\n"
            + ONE;

    String answers =
        server.raw(
            request
                + request
                + "GET /v1/models/m HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(answers.split("HTTP/1.1 200 ", -1)).hasSize(4);
  }

  @Test
  void givesMemoryBackWhenTheClientHasGone() throws Exception {
    BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
    FakeEngine slow = new FakeEngine(pool, held::add).serve(FakeModels.halfPlusTwo("m", 1));
    try (RestServer slowServer = new RestServer(slow, pool, RestServer.OPTIONS)) {
      Runnable inference;
      try (Socket socket = slowServer.connect()) {
        String head = "POST /v1/models/m:predict HTTP/1.1\r\nHost: x\r\nContent-Length: ";
        socket.getOutputStream().write((head + ONE.length() + "\r\n\r\n" + ONE).getBytes(UTF_8));
        inference = held.take();
        assertThat(pool.openLeases()).isEqualTo(1);
      }
      // By the time these are answered the server has seen the other connection close.
      assertThat(slowServer.get("/v1/models/m").statusCode()).isEqualTo(200);
      assertThat(slowServer.get("/v1/models/m").statusCode()).isEqualTo(200);

      inference.run();
      slowServer.awaitEventLoop();

      assertThat(pool.openLeases()).isZero();
    }
  }

  @Test
  void givesMemoryBackWhenTheUploadBreaksOff() throws IOException {
    try (Socket socket = server.connect()) {
      socket
          .getOutputStream()
          .write(
              "POST /v1/models/m:predict HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{\"inp"
                  .getBytes(UTF_8));
    }

    assertThat(server.post(PREDICT_M, ONE).statusCode()).isEqualTo(200);
    assertThat(engine.requests()).hasSize(1);
  }

  private HttpRequest gzipPost(byte[] body) {
    return server
        .request(PREDICT_M)
        .header("Content-Encoding", "gzip")
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }

  private HttpResponse<String> preflight(String origin) {
    return server.send(
        server
            .request("/v1/anything")
            .header("Origin", origin)
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .build());
  }
}
