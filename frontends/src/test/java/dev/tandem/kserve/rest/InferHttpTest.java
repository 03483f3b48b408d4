package dev.tandem.kserve.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeEngine;
import dev.tandem.engine.testkit.FakeModels;
import dev.tandem.http.BodyMemory;
import dev.tandem.kserve.access.Access;
import dev.tandem.kserve.shm.SharedMemory;
import dev.tandem.kserve.wire.ServerIdentity;
import dev.tandem.testing.HeldLog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The infer route over real connections: where bytes lie, and that all memory comes back. */
class InferHttpTest {
  private static final String HOST = InetAddress.getLoopbackAddress().getHostAddress();
  private static final String INFER = "/v2/models/m/infer";
  private static final int MAX_JSON_BYTES = 1 << 22;

  private final NativePool pool = new NativePool(1 << 24, true);
  private final ByteBudget budget = new ByteBudget(1 << 22);

  /** Answers at once, unless what is submitted is to be held. */
  private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();

  private volatile boolean holds;
  private final Executor runner =
      task -> {
        if (holds) {
          held.add(task);
        } else {
          task.run();
        }
      };
  private final FakeEngine engine =
      new FakeEngine(pool, runner).serve(FakeModels.halfPlusTwo("m", 1));

  /** One event loop, so that what happened before something else is over when that is. */
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpServer server = start();

  private HttpServer start() {
    Router router = Router.router(vertx);
    ServerIdentity identity = new ServerIdentity("triton", "1");
    new KServeRest(
            vertx,
            engine,
            new BodyMemory(pool, budget, budget),
            identity,
            new HeldLog(),
            SharedMemory.OFF,
            Access.OPEN,
            MAX_JSON_BYTES)
        .mount(router);
    return await(vertx.createHttpServer().requestHandler(router).listen(0, HOST));
  }

  @AfterEach
  void nothingIsHeld() {
    awaitEventLoop();
    assertThat(pool.openLeases()).isZero();
    assertThat(budget.reserved()).isZero();
    await(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1_000, 20_000, 400_000})
  void answersBinaryTensorsOfAnyLength(int floats) throws Exception {
    String json = json(floats, "\"parameters\":{\"binary_data_size\":" + floats * 4 + "}");
    ByteBuffer body =
        ByteBuffer.allocate(json.length() + floats * 4).order(ByteOrder.LITTLE_ENDIAN);
    body.put(json.getBytes(UTF_8));
    for (int i = 0; i < floats; i++) {
      body.putFloat(i);
    }

    HttpResponse<byte[]> response = send(body.array(), json.length(), "identity");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(engine.requests().get(0).inputs().get(0).bytes().isOneNativeRun()).isTrue();
    int length = Integer.parseInt(response.headers().firstValue(HeaderLength.NAME).orElseThrow());
    ByteBuffer values =
        ByteBuffer.wrap(response.body(), length, floats * 4).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(response.body()).hasSize(length + floats * 4);
    for (int i = 0; i < floats; i++) {
      assertThat(values.getFloat()).isEqualTo(i / 2f + 2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1_000, 20_000, 200_000})
  void answersJsonOfAnyLength(int floats) throws Exception {
    String json = json(floats, "\"data\":[" + "1,".repeat(floats - 1) + "1]");

    HttpResponse<byte[]> plain = send(json.getBytes(UTF_8), -1, "identity");
    HttpResponse<byte[]> packed = send(json.getBytes(UTF_8), -1, "gzip");

    String text = new String(plain.body(), UTF_8);
    assertThat(text.contains("\"data\":[" + "2.5,".repeat(floats - 1) + "2.5]")).isTrue();
    assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
        .isEqualTo(plain.body());
  }

  @Test
  void givesTheRequestUpWhenItsClientHasGone() throws Exception {
    holds = true;
    String json = json(2, "\"data\":[1,2]");
    try (Socket socket = connect(json.length(), json)) {
      while (held.isEmpty()) {
        awaitEventLoop();
      }
      assertThat(budget.reserved()).isEqualTo(json.length());
      assertThat(socket.isConnected()).isTrue();
    }
    while (engine.cancellations().isEmpty()) {
      awaitEventLoop();
    }

    assertThat(engine.cancellations()).containsExactly(Reason.CANCELLED);
    held.remove().run();
  }

  @Test
  void givesMemoryBackWhenTheUploadBreaksOff() throws Exception {
    String head = "\r\nInference-Header-Content-Length: 10\r\nx: y";
    try (Socket socket = connect(5000, "{\"inputs\":", head)) {
      while (pool.openLeases() == 0) {
        awaitEventLoop();
      }
      assertThat(socket.isConnected()).isTrue();
      assertThat(budget.reserved()).isEqualTo(5000);
    }
    while (pool.openLeases() > 0) {
      awaitEventLoop();
    }
  }

  @Test
  void refusesBodiesThatFindNoRoom() throws Exception {
    assertThat(budget.tryReserve(budget.capacity() - 100)).isTrue();

    HttpResponse<byte[]> response = send(new byte[200], 10, "identity");

    budget.release(budget.capacity() - 100);
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(new String(response.body(), UTF_8))
        .contains("Exceeds maximum bytes in flight")
        .contains("of 4194304");
  }

  private static String json(int floats, String member) {
    return "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":["
        + floats
        + "],"
        + member
        + "}]"
        + (member.startsWith("\"data\"") ? "" : ",\"parameters\":{\"binary_data_output\":true}")
        + "}";
  }

  private HttpResponse<byte[]> send(byte[] body, int jsonLength, String accepts) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + server.actualPort() + INFER))
            .header("Accept-Encoding", accepts)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (jsonLength >= 0) {
      request.header(HeaderLength.NAME, Integer.toString(jsonLength));
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private Socket connect(int length, String body, String... headers) throws Exception {
    Socket socket = new Socket(HOST, server.actualPort());
    String head = "POST " + INFER + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + length;
    socket
        .getOutputStream()
        .write((head + String.join("", headers) + "\r\n\r\n" + body).getBytes(UTF_8));
    return socket;
  }

  /** Returns when all that was under way on the event loop has been done. */
  private void awaitEventLoop() {
    Promise<Boolean> reached = Promise.promise();
    vertx.runOnContext(go -> reached.complete(true));
    await(reached.future());
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
