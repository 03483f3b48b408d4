package dev.tandem.tfserving.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeEngine;
import dev.tandem.engine.testkit.FakeModels;
import dev.tandem.http.BodyMemory;
import dev.tandem.tfserving.wire.SignatureLookup;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that clients ask for and do not read. */
@Timeout(60)
class UnreadAnswersTest {
  private static final String PREDICT = "/v1/models/m:predict";

  /** Its answer is larger than what the kernel takes of it, and than half of the room. */
  private static final String LONG = "{\"instances\": [" + "1,".repeat(4 << 20) + "1]}";

  private final NativePool pool = new NativePool(1 << 24, true);
  private final FakeEngine engine =
      new FakeEngine(pool, Runnable::run).serve(FakeModels.halfPlusTwo("m", 1));
  private final ByteBudget answers = new ByteBudget(24 << 20);
  private final RestServer server =
      new RestServer(
          engine,
          new BodyMemory(pool, new ByteBudget(1L << 30), answers),
          new RestOptions(1 << 24, 1 << 26, 30_000, new SignatureLookup(false), false));

  @AfterEach
  void nothingIsHeld() {
    server.close();
    assertThat(answers.reserved()).isZero();
    assertThat(pool.openLeases()).isZero();
  }

  @Test
  void refusesAnAnswerThatUnreadOnesLeaveNoRoomForUntilTheyAreGone() throws IOException {
    try (Socket deaf = server.connect()) {
      post(deaf);
      await(() -> answers.reserved() > 0);

      HttpResponse<String> refused = server.post(PREDICT, LONG);

      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("answers that callers have not read hold");
      assertThat(server.post(PREDICT, "{\"instances\": [1]}").statusCode()).isEqualTo(200);
    }
    await(() -> answers.reserved() == 0);
    assertThat(server.post(PREDICT, LONG).statusCode()).isEqualTo(200);
  }

  private static void post(Socket socket) throws IOException {
    String head =
        "POST " + PREDICT + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + LONG.length() + "\r\n\r\n";
    socket.getOutputStream().write((head + LONG).getBytes(US_ASCII));
  }

  private static void await(BooleanSupplier condition) {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadlineNs);
      Thread.onSpinWait();
    }
  }
}
