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
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process whose environment says what to serve, as a container's does. */
@Timeout(120)
class ContainerTest {
  private static final String CONFIG =
      "backend: 'identity' input { name: 'X' data_type: TYPE_FP32 dims: 1 }"
          + " output { name: 'Y' data_type: TYPE_FP32 dims: 1 }";

  @TempDir Path folder;

  @Test
  void servesTheModelThatItsEnvironmentNames() throws Exception {
    new SampleRepository(folder).model("digits", CONFIG, 1);
    Process server =
        start(
            Map.of("MODEL_NAME", "digits", "MODEL_BASE_PATH", folder.toString()),
            "--http-address=127.0.0.1",
            "--port=0",
            "--rest_api_port=any",
            "--allow-http=false",
            "--allow-grpc=false",
            "--allow-metrics=false");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(server.getInputStream(), UTF_8))) {
      StringBuilder said = new StringBuilder();
      int port = 0;
      while (port == 0) {
        String line = lines.readLine();
        assertThat(line).as("%s", said).isNotNull();
        said.append(line).append('\n');
        Matcher ready =
            Pattern.compile("HTTP/REST API at:localhost:(\\d+) \\.\\.\\.").matcher(line);
        port = ready.find() ? Integer.parseInt(ready.group(1)) : 0;
      }
      assertThat(said)
          .contains("MODEL_NAME and MODEL_BASE_PATH say to serve '" + folder + "/digits'");
      String status =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + port + "/v1/models/digits"))
                      .build(),
                  BodyHandlers.ofString())
              .body();
      assertThat(status).contains("\"AVAILABLE\"");
    } finally {
      server.destroyForcibly();
    }
  }

  @Test
  void endsAsTensorFlowServingDoesWhereItCannotStart() throws Exception {
    Process server = start(Map.of("MODEL_BASE_PATH", "models"));

    assertThat(new String(server.getInputStream().readAllBytes(), UTF_8))
        .isEqualToNormalizingNewlines(
            "Failed to start server. Error: INVALID_ARGUMENT: Expected model model to have an"
                + " absolute path or URI; got base_path()=models/model\n");
    assertThat(server.waitFor()).isEqualTo(255);
  }

  private static Process start(Map<String, String> environment, String... flags)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-"))
        .forEach(command::add);
    command.addAll(List.of(Main.class.getName(), "serve"));
    command.addAll(List.of(flags));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .put("CLASSPATH", System.getProperty("java.class.path", "." + File.separator));
    builder.environment().putAll(environment);
    return builder.start();
  }
}
