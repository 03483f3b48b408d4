package dev.tandem.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.tandem.protobuf.WireNoise;
import dev.tandem.testing.TestServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends the recorded requests with bytes of them changed, left out, doubled or cut off: each gets
 * an answer that is no fault of the server's, nothing stays lent, and the server goes on.
 */
class BrokenRequestsTest {
  private static final int TRIES = Integer.getInteger("tandem.test.tries", 3000);
  private static final long MOST_SECONDS = 60;

  /** Beside those that we refuse, those that are told how long to work. */
  private static final List<String> MODELS_NOT_SERVED =
      List.of("seq_", "ens", "slow", "queue", "priorities");

  /** How an answer to a fault begins, after which the log has a stack trace. */
  private static final String FAULT = "internal error";

  private static List<GoldenCase> cases = List.of();

  @SuppressWarnings("NullAway.Init") // each run starts it
  private static TestServer server;

  @BeforeAll
  static void start(@TempDir Path repository) throws Exception {
    GoldenFiles.copyModels(
        "models", repository, model -> MODELS_NOT_SERVED.stream().noneMatch(model::startsWith));
    server = TestServer.start("--model-repository=" + repository, "--allow-client-shm");
    cases =
        GoldenFiles.cases().stream()
            .filter(each -> MODELS_NOT_SERVED.stream().noneMatch(each::touches))
            .toList();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  @Timeout(2 * MOST_SECONDS)
  void httpRequestsAreAnswered() {
    HttpSender sender = new HttpSender(address(server.httpPort()));
    List<HttpRequest> requests =
        cases.stream()
            .map(GoldenCase::exchange)
            .filter(HttpExchange.class::isInstance)
            .map(each -> ((HttpExchange) each).request())
            .toList();
    Tries tries = new Tries();
    while (tries.next()) {
      HttpRequest broken = broken(requests.get(tries.pick(requests.size())), tries.random);
      HttpAnswer answer = sender.send(broken);
      String text = answer.plainBody().toString(StandardCharsets.UTF_8);

      assertThat(answer.status()).as(tries + ": " + broken + ": " + text).isNotZero();
      noFault(text, tries + ": " + broken);
    }
    assertThat(sender.send(get("/v2/health/ready")).status()).isEqualTo(200);
    assertThat(server.openLeases()).isZero();
  }

  @Test
  @Timeout(2 * MOST_SECONDS)
  void grpcRequestsAreAnswered() {
    List<GrpcRequest> requests =
        cases.stream()
            .map(GoldenCase::exchange)
            .filter(GrpcExchange.class::isInstance)
            .map(each -> ((GrpcExchange) each).request())
            .filter(request -> !request.method().endsWith("Watch") && !request.messages().isEmpty())
            .toList();
    Tries tries = new Tries();
    try (GrpcSender sender = new GrpcSender(address(server.grpcPort()), millis -> {})) {
      while (tries.next()) {
        GrpcRequest broken = broken(requests.get(tries.pick(requests.size())), tries.random);
        GrpcAnswer answer = sender.send(broken);

        assertThat(answer.code())
            .as(tries + ": " + broken + ": " + answer)
            .isNotIn("DEADLINE_EXCEEDED", "UNKNOWN", "CANCELLED");
        noFault(answer.details(), tries + ": " + broken);
      }
    }
    assertThat(server.openLeases()).isZero();
  }

  private static void noFault(String text, String what) {
    assertThat(text).as(what).doesNotContain(FAULT);
  }

  /** The body in most cases, else the path or a header's value; its length is always right. */
  private static HttpRequest broken(HttpRequest request, Random random) {
    WireNoise noise = new WireNoise(random.nextLong());
    Map<String, String> headers = new LinkedHashMap<>(request.headers());
    headers.keySet().removeIf(name -> name.equalsIgnoreCase("Content-Length"));
    String path = request.path();
    ByteString body = request.body();
    switch (random.nextInt(8)) {
      case 0 -> path = "/" + printable(noise.broken(ascii(path.substring(1))));
      case 1 ->
          headers.replaceAll(
              (name, value) ->
                  name.equalsIgnoreCase("Transfer-Encoding") || name.equalsIgnoreCase("Expect")
                      ? value
                      : printable(noise.broken(ascii(value))));
      default -> body = ByteString.copyFrom(noise.broken(body.toByteArray()));
    }
    // A broken chunk may leave the server waiting for the rest of it, and rightly so.
    boolean chunked = headers.keySet().stream().anyMatch("Transfer-Encoding"::equalsIgnoreCase);
    return new HttpRequest(request.method(), path, headers, chunked ? request.body() : body);
  }

  private static GrpcRequest broken(GrpcRequest request, Random random) {
    List<ByteString> messages =
        request.messages().stream()
            .map(bytes -> new WireNoise(random.nextLong()).broken(bytes.toByteArray()))
            .map(ByteString::copyFrom)
            .toList();
    return new GrpcRequest(
        request.method(),
        request.streaming(),
        messages,
        0,
        request.metadata(),
        request.compression());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Without what would end the line or the word that the text stands in. */
  private static String printable(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1).replaceAll("[^!-~]", "_");
  }

  private static HttpRequest get(String path) {
    return new HttpRequest("GET", path, Map.of(), ByteString.EMPTY);
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /**
   * Another seed each time, which a failure names: {@code -Dtandem.test.seed} sends the same again,
   * {@code -Dtandem.test.tries} more of them.
   */
  private static final class Tries {
    private final long seed = Long.getLong("tandem.test.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    private int done;

    boolean next() {
      return done++ < TRIES && System.nanoTime() - endNs < 0;
    }

    int pick(int bound) {
      return random.nextInt(bound);
    }

    @Override
    public String toString() {
      return "try " + done + " of seed " + seed;
    }
  }
}
