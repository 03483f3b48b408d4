package dev.tandem.benchmarks.endtoend;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Loads and unloads models of a running server over REST. */
public final class RepositoryClient {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LOOK_MS = 50;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String server;

  public RepositoryClient(int httpPort) {
    server = "http://127.0.0.1:" + httpPort;
  }

  /** Returns once the model serves. */
  public void load(String model) throws IOException {
    post("/v2/repository/models/" + model + "/load");
  }

  /** Returns once no new request reaches the model; its memory comes back later. */
  public void unload(String model) throws IOException {
    post("/v2/repository/models/" + model + "/unload");
  }

  /** Returns once the index says that the model is unloaded. */
  public void awaitUnloaded(String model) throws IOException {
    long startNs = System.nanoTime();
    while (!isUnloaded(post("/v2/repository/index"), model)) {
      if (System.nanoTime() - startNs > PATIENCE.toNanos()) {
        throw new IOException("'" + model + "' is not unloaded after " + PATIENCE);
      }
      pause();
    }
  }

  private static boolean isUnloaded(String index, String model) {
    int entry = index.indexOf("\"name\":\"" + model + "\"");
    int end = entry < 0 ? -1 : index.indexOf('}', entry);
    return end > 0 && index.substring(entry, end).contains("\"reason\":\"unloaded\"");
  }

  private static void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private String post(String path) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server + path))
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IOException(path + " answered " + response.statusCode() + ": " + response.body());
      }
      return response.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
