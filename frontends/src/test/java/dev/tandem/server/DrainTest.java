package dev.tandem.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.testkit.SampleRepository;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A process that is told to stop while requests are inside, as whoever runs it sees it. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
class DrainTest {
  private static final int LONGEST_SECONDS = 60;
  private static final String CONFIG =
      "backend: 'identity' input { name: 'X' data_type: TYPE_FP32 dims: 1 }"
          + " output { name: 'Y' data_type: TYPE_FP32 dims: 1 }"
          + " instance_group { kind: KIND_CPU count: 1 }"
          + " parameters { key: 'execute_delay_ms' value { string_value: '%d' } }";
  private static final String BODY =
      "{\"inputs\":[{\"name\":\"X\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[3]}]}";

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // each test starts it
  private Process server;

  private int httpPort;
  private int metricsPort;

  @AfterEach
  void end() {
    server.destroyForcibly();
  }

  @Test
  @Timeout(LONGEST_SECONDS)
  void finishesWhatItHasAndExitsWithZero() throws Exception {
    start(1000, "--exit-timeout-secs=" + LONGEST_SECONDS);
    assertThat(get(httpPort, "/v2/health/ready").statusCode()).isEqualTo(200);
    List<CompletableFuture<HttpResponse<String>>> slow = sendTwo();

    server.destroy();

    assertThat(untilNotReady()).isEqualTo(503);
    assertThat(get(httpPort, "/v2/health/live").statusCode()).isEqualTo(503);
    for (CompletableFuture<HttpResponse<String>> each : slow) {
      assertThat(each.get(LONGEST_SECONDS, TimeUnit.SECONDS).body()).contains("\"data\":[3.0]");
    }
    assertThat(server.waitFor()).isZero();
  }

  @Test
  @Timeout(LONGEST_SECONDS)
  void givesUpWhatTakesTooLong() throws Exception {
    start(LONGEST_SECONDS * 2000, "--exit-timeout-secs=1");
    List<CompletableFuture<HttpResponse<String>>> slow = sendTwo();

    server.destroy();

    assertThat(server.waitFor()).isEqualTo(1);
    for (CompletableFuture<HttpResponse<String>> each : slow) {
      assertThat(each.handle((answer, failure) -> failure != null || answer.statusCode() != 200))
          .succeedsWithin(LONGEST_SECONDS, TimeUnit.SECONDS)
          .isEqualTo(true);
    }
  }

  private void start(int delayMillis, String flag) throws IOException {
    new SampleRepository(folder).model("slow", CONFIG.formatted(delayMillis), 1);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path", "." + File.separator)));
    command.addAll(List.of(Main.class.getName(), "serve", "--model-repository=" + folder, flag));
    for (String listener : List.of("http", "grpc")) {
      command.add("--" + listener + "-address=127.0.0.1");
    }
    for (String port : List.of("http-port", "grpc-port", "metrics-port")) {
      command.add("--" + port + "=0");
    }
    command.addAll(List.of("--port=0", "--rest_api_port=0"));
    server = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(server.getInputStream(), UTF_8));
    StringBuilder said = new StringBuilder();
    while (httpPort == 0 || metricsPort == 0) {
      String line = lines.readLine();
      assertThat(line).as("%s", said).isNotNull();
      said.append(line).append('\n');
      httpPort = httpPort == 0 ? port(line, "REST: KServe") : httpPort;
      metricsPort = metricsPort == 0 ? port(line, "Prometheus") : metricsPort;
    }
    Thread rest = new Thread(() -> lines.lines().forEach(line -> {}), "server-output");
    rest.setDaemon(true);
    rest.start();
  }

  /** The port in a line of the table, of what speaks so; 0 where it is another line. */
  private static int port(String line, String speaks) {
    Matcher row = Pattern.compile("(\\d+)[ |]+[0-9.]+[ |]+" + speaks).matcher(line);
    return row.find() ? Integer.parseInt(row.group(1)) : 0;
  }

  /** Two requests of which one runs and one waits. */
  private List<CompletableFuture<HttpResponse<String>>> sendTwo() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      HttpRequest request =
          HttpRequest.newBuilder(uri(httpPort, "/v2/models/slow/infer"))
              .POST(HttpRequest.BodyPublishers.ofString(BODY))
              .build();
      sent.add(client.sendAsync(request, BodyHandlers.ofString()));
    }
    Pattern oneWaits =
        Pattern.compile("nv_inference_pending_request_count\\{.*slow.*\\} 1(\\.0)?\n");
    boolean waits = false;
    while (!waits) {
      waits = oneWaits.matcher(get(metricsPort, "/metrics").body()).find();
    }
    return sent;
  }

  private int untilNotReady() throws Exception {
    int status = 200;
    while (status == 200) {
      status = get(httpPort, "/v2/health/ready").statusCode();
    }
    return status;
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    return client.send(HttpRequest.newBuilder(uri(port, path)).build(), BodyHandlers.ofString());
  }

  private static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }
}
