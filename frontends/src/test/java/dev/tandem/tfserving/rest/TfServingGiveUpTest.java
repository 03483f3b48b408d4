package dev.tandem.tfserving.rest;

import static dev.tandem.tfserving.rest.RestServer.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeEngine;
import dev.tandem.engine.testkit.FakeModels;
import dev.tandem.http.BodyMemory;
import dev.tandem.tfserving.wire.SignatureLookup;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that nobody waits for any more, or that there is no room for. */
class TfServingGiveUpTest {
  private static final String PREDICT_M = "/v1/models/m:predict";
  private static final String ONE = "{\"instances\": [1]}";

  private final NativePool pool = new NativePool(1 << 24, true);
  private final ByteBudget budget = new ByteBudget(1 << 10);
  private final BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
  private final FakeEngine engine =
      new FakeEngine(pool, held::add).serve(FakeModels.halfPlusTwo("m", 1));

  @AfterEach
  void nothingIsHeld() {
    assertThat(pool.openLeases()).isZero();
    assertThat(budget.reserved()).isZero();
  }

  private RestServer server(long timeoutMs, Duration stallTimeout) {
    return new RestServer(
        engine,
        new BodyMemory(pool, budget, budget, stallTimeout),
        new RestOptions(1 << 20, 1 << 22, timeoutMs, new SignatureLookup(false), false));
  }

  @Test
  void answersWhenTheTimeIsOverAndGivesTheRequestUp() {
    try (RestServer server = server(1, Duration.ofSeconds(60))) {
      assertRefused(server.post(PREDICT_M, ONE), 504, "Timed out waiting for notification");

      server.awaitEventLoop();
      assertThat(engine.cancellations()).containsExactly(Reason.DEADLINE_EXCEEDED);
      held.remove().run();
    }
  }

  @Test
  void givesTheRequestUpWhenItsClientHasGone() throws Exception {
    try (RestServer server = server(30_000, Duration.ofSeconds(60))) {
      Runnable inference;
      try (Socket socket = server.connect()) {
        socket.getOutputStream().write(post(ONE.length(), ONE));
        inference = held.take();
        assertThat(budget.reserved()).isEqualTo(ONE.length());
      }
      // By the time these are answered the server has seen the other connection close.
      server.get("/v1/models/m");
      server.get("/v1/models/m");

      assertThat(engine.cancellations()).containsExactly(Reason.CANCELLED);
      inference.run();
    }
  }

  @Test
  void refusesBodiesThatFindNoRoom() {
    try (RestServer server = server(30_000, Duration.ofSeconds(60))) {
      assertRefused(
          server.post(PREDICT_M, " ".repeat(1025)),
          503,
          "Exceeds maximum bytes in flight: a request body needs 1025 bytes, and requests hold 0 of"
              + " 1024. Use --max-in-flight-bytes to increase the limit.");
    }
  }

  @Test
  void endsConnectionsThatStallWithinABody() throws IOException {
    try (RestServer server = server(30_000, Duration.ofMillis(1));
        Socket socket = server.connect()) {
      socket.getOutputStream().write(post(ONE.length(), "{\"inst"));

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      server.awaitEventLoop();
    }
  }

  private static byte[] post(int length, String body) {
    String head = "POST " + PREDICT_M + " HTTP/1.1\r\nHost: x\r\nContent-Length: ";
    return (head + length + "\r\n\r\n" + body).getBytes(UTF_8);
  }
}
