package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.testkit.onnx.OnnxModels;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartTest {
  private static final int TIMES = 20;
  private static final String BODY =
      "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[2],\"data\":[1,2]}]}";

  @Test
  void leavesNoThreadAndNoMemoryBehind(@TempDir Path repository) throws Exception {
    Path version = Files.createDirectories(repository.resolve("half").resolve("1"));
    Files.write(version.resolve("model.onnx"), OnnxModels.halfPlusTwo());
    HttpClient client = HttpClient.newHttpClient();
    runOnce(repository, client);
    Set<String> before = threads();

    for (int i = 0; i < TIMES; i++) {
      runOnce(repository, client);
    }

    assertThat(threads()).isSubsetOf(before);
  }

  private static void runOnce(Path repository, HttpClient client) throws Exception {
    RunningServer server = RunningServer.start(repository);
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:" + server.port("HTTPService") + "/v2/models/half/infer"))
            .POST(HttpRequest.BodyPublishers.ofString(BODY))
            .build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.body()).contains("\"data\":[2.5,3.0]");
    server.close();
    assertThat(server.openLeases()).isZero();
  }

  /**
   * The threads of the server, by the beginnings of their names; those that are just ending are
   * waited for.
   */
  private static Set<String> threads() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("model-")) {
        TimeUnit.SECONDS.timedJoin(thread, 5);
      }
    }
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(thread -> thread.getName().replaceAll("[0-9]+", "#"))
        .filter(
            name ->
                name.startsWith("model-") || name.startsWith("vert.x") || name.startsWith("grpc"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
