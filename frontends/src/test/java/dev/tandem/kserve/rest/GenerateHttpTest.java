package dev.tandem.kserve.rest;

import static dev.tandem.testing.SampleConfigs.REPEAT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The generate routes of a whole server, with the decoupled backend {@code repeat}. */
class GenerateHttpTest {
  private static final int AN_HOUR_MS = 3_600_000;
  private static final int PATIENCE_MS = 60_000;

  /** Their events are more than the buffers between a server and its client ever hold. */
  private static final int MORE_THAN_SOCKETS_HOLD = 150_000;

  private static final String MAX_IN_FLIGHT = "--max-in-flight-bytes=16777216";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private TestServer server;

  @BeforeEach
  void start(@TempDir Path repository) throws IOException {
    Files.createDirectories(repository.resolve("repeat").resolve("1"));
    Files.writeString(repository.resolve("repeat").resolve("config.pbtxt"), REPEAT);
    server = TestServer.start("--model-repository=" + repository, MAX_IN_FLIGHT);
  }

  @AfterEach
  void stop() {
    server.close();
    assertThat(server.openLeases()).isZero();
  }

  @Test
  void streamsAnEventForEachAnswer() throws Exception {
    HttpResponse<String> response = post("generate_stream", body("a", 0, 7, 8));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type"))
        .contains("text/event-stream; charset=utf-8");
    assertThat(response.body()).isEqualTo(event("a", 7, 0) + event("a", 8, 1));
  }

  @Test
  void statisticsTellTheAnswersByTheirPosition() throws Exception {
    post("generate_stream", body("", 0, 7, 8));

    String stats = statistics().replaceAll("\"ns\":[0-9]+", "");
    String none = "{\"count\":0,}";
    String one = "{\"count\":1,}";
    String answer = counts(one, one, one, none, none);
    String end = counts(one, none, none, one, none);
    assertThat(stats)
        .contains(
            "\"response_stats\":{\"0\":" + answer + ",\"1\":" + answer + ",\"2\":" + end + "}");
  }

  private static String counts(
      String infer, String output, String success, String empty, String cancel) {
    return "{\"compute_infer\":"
        + infer
        + ",\"compute_output\":"
        + output
        + ",\"success\":"
        + success
        + ",\"fail\":{\"count\":0,},\"empty_response\":"
        + empty
        + ",\"cancel\":"
        + cancel
        + "}";
  }

  @Test
  void noValuesAreRefused() throws Exception {
    HttpResponse<String> response = post("generate_stream", "{\"IN\":[],\"DELAY\":[],\"WAIT\":0}");

    // No values have no dimensions, which the model refuses.
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
  }

  @Test
  void anEventGoesOutBeforeTheNextIsThere() throws Exception {
    try (Socket socket = open("generate_stream", "a", "0," + AN_HOUR_MS, "5,6")) {
      assertThat(nextEvent(reader(socket))).isEqualTo(event("a", 5, 0).strip());
    }
  }

  @Test
  void aClientThatGoesAwayGivesItsRequestUp() throws Exception {
    try (Socket socket = open("generate_stream", "a", "0," + AN_HOUR_MS, "5,6")) {
      assertThat(nextEvent(reader(socket))).contains("\"OUT\":5");
    }

    // The one instance is free again.
    assertThat(post("generate_stream", body("b", 0, 9)).body()).isEqualTo(event("b", 9, 0));
  }

  @Test
  void generateIsForExactlyOneAnswer() throws Exception {
    HttpResponse<String> one = post("generate", body("", 0, 7));
    HttpResponse<String> two = post("generate", body("", 0, 7, 8));

    assertThat(one.statusCode()).isEqualTo(200);
    assertThat(one.body())
        .isEqualTo("{\"IDX\":0,\"OUT\":7,\"model_name\":\"repeat\",\"model_version\":\"1\"}");
    assertThat(two.statusCode()).isEqualTo(500);
    assertThat(two.body())
        .isEqualTo(
            "{\"error\":\"generate expects model to produce exactly 1 response, use generate stream"
                + " for model that generates various number of responses\"}");
  }

  @Test
  void generateDoesNotWaitForAnswersItWillNotGive() throws Exception {
    String delays = "0,0," + AN_HOUR_MS;

    HttpResponse<String> response =
        post("generate", "{\"IN\":[1,2,3],\"DELAY\":[" + delays + "],\"WAIT\":0}");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(post("generate", body("", 0, 7)).statusCode()).isEqualTo(200);
  }

  @Test
  void aFailureThatComesFirstIsAnEventWithStatus400() throws Exception {
    String mismatched = "{\"IN\":[1,2],\"DELAY\":0,\"WAIT\":0}";

    HttpResponse<String> streamed = post("generate_stream", mismatched);
    HttpResponse<String> single = post("generate", mismatched);

    assertThat(streamed.statusCode()).isEqualTo(400);
    assertThat(streamed.body()).startsWith("data: {\"error\":\"IN has 2 elements");
    assertThat(single.statusCode()).isEqualTo(400);
    assertThat(single.body()).startsWith("{\"error\":\"IN has 2 elements");
  }

  @Test
  void aBodyThatIsPackedIsRefused() throws Exception {
    HttpResponse<String> response =
        client.send(
            request("generate", body("", 0, 7)).header("Content-Encoding", "gzip").build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body())
        .isEqualTo("{\"error\":\"Unsupported content-encoding, only 'identity' is supported.\"}");
  }

  @Test
  void answersThatNobodyReadsEndTheStreamAtTheLimit() throws Exception {
    String values = IntStream.range(0, MORE_THAN_SOCKETS_HOLD).mapToObj(i -> "1").collect(commas());
    String delays = values.replace('1', '0');
    try (Socket socket = open("generate_stream", "", delays, values)) {
      awaitFailures();

      BufferedReader reader = reader(socket);
      String last = "";
      for (String event = nextEvent(reader); !event.isEmpty(); event = nextEvent(reader)) {
        last = event;
      }

      assertThat(last).startsWith("data: {\"error\":\"Exceeds maximum bytes in flight: an answer");
    }
  }

  /** Returns once a request has failed; asks again and again, which takes its time. */
  private void awaitFailures() throws Exception {
    while (!statistics().contains("\"fail\":{\"count\":1")) {
      Thread.onSpinWait();
    }
  }

  private String statistics() throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.httpPort() + "/v2/models/repeat/stats");
    return client
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static Collector<CharSequence, ?, String> commas() {
    return Collectors.joining(",");
  }

  private static String event(String id, int out, int index) {
    return "data: {\"IDX\":"
        + index
        + ",\"OUT\":"
        + out
        + ",\"id\":\""
        + id
        + "\",\"model_name\":\"repeat\",\"model_version\":\"1\"}\n\n";
  }

  private static String body(String id, int delayMs, Integer... values) {
    String in = List.of(values).stream().map(String::valueOf).collect(commas());
    String delays = List.of(values).stream().map(value -> "" + delayMs).collect(commas());
    return body(id, delays, in);
  }

  private static String body(String id, String delays, String in) {
    return "{\"id\":\"" + id + "\",\"IN\":[" + in + "],\"DELAY\":[" + delays + "],\"WAIT\":0}";
  }

  private HttpRequest.Builder request(String route, String body) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.httpPort() + "/v2/models/repeat/" + route))
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private HttpResponse<String> post(String route, String body) throws Exception {
    return client.send(request(route, body).build(), HttpResponse.BodyHandlers.ofString());
  }

  private Socket open(String route, String id, String delays, String in) throws IOException {
    String body = body(id, delays, in);
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.httpPort());
    socket.setSoTimeout(PATIENCE_MS);
    String head = "POST /v2/models/repeat/" + route + " HTTP/1.1\r\nHost: x\r\nContent-Length: ";
    socket.getOutputStream().write((head + body.length() + "\r\n\r\n" + body).getBytes(UTF_8));
    return socket;
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
  }

  /** The next event of a chunked body; empty at the end of the body. */
  private static String nextEvent(BufferedReader reader) throws IOException {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.startsWith("data: ")) {
        return line;
      }
      if (line.equals("0")) {
        return "";
      }
    }
    return "";
  }
}
