package dev.tandem.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.protobuf.MalformedMessageException;
import dev.tandem.protobuf.OutgoingMessage;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.protobuf.WireWriter;
import io.grpc.Deadline;
import io.grpc.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InferListenerTest {
  /** For one answer. */
  private static final long ROOM_BYTES = UnaryAnswer.CALL_BYTES + 3;

  private final RecordedCall call = new RecordedCall();
  private final ByteBudget unread = new ByteBudget(ROOM_BYTES);
  private final EchoDialect dialect = new EchoDialect();
  private final List<Runnable> onWorkers = new ArrayList<>();
  private final CallResources resources =
      new CallResources(new ByteBudget(0), 1, unread, onWorkers::add);
  private final InferListener<String> listener =
      new InferListener<>(dialect, call, new CallDeadline(null), resources);
  private final TransportStream stream = stream("hello");

  @Test
  void startsOnceTheRequestIsWhole() {
    listener.onMessage(received(stream));
    assertThat(dialect.started).isEmpty();

    listener.onHalfClose();

    assertThat(dialect.started).containsExactly("hello");
    assertThat(dialect.deadlineNs).isEqualTo(RequestOptions.NO_DEADLINE);
    assertThat(stream.timesGivenBack()).isZero();
  }

  @Test
  void keepsTheMemoryUntilTheRequestIsReleased() {
    listener.onMessage(received(stream));
    listener.onHalfClose();

    dialect.release();

    assertThat(stream.timesGivenBack()).isOne();
  }

  @Test
  void answersWhileItStarts() {
    Answer answer = new Answer();
    dialect.answersAtOnce = answer;
    listener.onMessage(received(stream));

    listener.onHalfClose();

    assertThat(call.events()).containsExactly("headers", "message of 3", "OK");
    assertThat(answer.closed).isOne();
  }

  @Test
  void refusesWhatIsMalformed() {
    TransportStream malformed = stream("!");

    listener.onMessage(received(malformed));
    listener.onHalfClose();
    listener.onCancel();

    assertThat(call.events()).containsExactly("INTERNAL: Unable to parse request");
    assertThat(malformed.timesGivenBack()).isOne();
  }

  @Test
  void refusesWithTheStatusOfTheDialect() {
    dialect.refuses = true;
    listener.onMessage(received(stream));

    listener.onHalfClose();

    assertThat(call.events()).containsExactly("NOT_FOUND: hello");
    assertThat(stream.timesGivenBack()).isOne();
  }

  @Test
  void refusesASecondRequest() {
    TransportStream second = stream("again");
    TransportStream third = stream("!");

    listener.onMessage(received(stream));
    listener.onMessage(received(second));
    listener.onMessage(received(third));
    listener.onHalfClose();

    assertThat(call.events()).containsExactly("INTERNAL: Too many requests");
    assertThat(List.of(stream, second, third)).allMatch(message -> message.timesGivenBack() == 1);
  }

  @Test
  void refusesACallWithoutARequest() {
    listener.onHalfClose();

    assertThat(call.events()).containsExactly("INTERNAL: Half-closed without a request");
  }

  @Test
  void givesTheMemoryBackOfACallCancelledBeforeItsEnd() {
    listener.onMessage(received(stream));

    listener.onCancel();
    listener.onHalfClose();

    assertThat(stream.timesGivenBack()).isOne();
    assertThat(dialect.started).isEmpty();
  }

  @Test
  void givesTheRequestUpWhenTheCallerDoes() {
    listener.onMessage(received(stream));
    listener.onHalfClose();

    listener.onCancel();

    assertThat(dialect.cancellations).containsExactly(Reason.CANCELLED);
    assertThat(stream.timesGivenBack()).isZero();
  }

  @Test
  void tellsADeadlineFromACancel() {
    Deadline past = Deadline.after(-1, TimeUnit.SECONDS);
    InferListener<String> late =
        new InferListener<>(dialect, call, new CallDeadline(past), resources);
    late.onMessage(received(stream));
    late.onHalfClose();

    late.onCancel();

    assertThat(dialect.cancellations).containsExactly(Reason.DEADLINE_EXCEEDED);
    assertThat(dialect.deadlineNs - System.nanoTime())
        .isBetween(TimeUnit.SECONDS.toNanos(-60), TimeUnit.SECONDS.toNanos(-1));
  }

  @Test
  void closesTheAnswerOfACallThatIsGone() {
    Answer answer = new Answer();
    dialect.answersAtOnce = answer;
    call.cancel();
    listener.onMessage(received(stream));

    listener.onHalfClose();

    assertThat(answer.closed).isOne();
    assertThat(call.events()).containsExactly("CANCELLED: the caller has gone");
  }

  @Test
  void countsAnAnswerUntilTheTransportIsRidOfIt() {
    dialect.answersAtOnce = new Answer();
    listener.onMessage(received(stream));
    listener.onHalfClose();
    assertThat(unread.reserved()).isEqualTo(ROOM_BYTES);

    listener.onComplete();

    assertThat(unread.reserved()).isZero();
  }

  @Test
  void countsNoAnswerOfACallThatIsOver() {
    dialect.answersAtOnce = new Answer();
    listener.onMessage(received(stream));
    listener.onHalfClose();
    listener.onCancel();
    assertThat(unread.reserved()).isZero();

    InferListener<String> gone =
        new InferListener<>(dialect, call, new CallDeadline(null), resources);
    gone.onCancel();
    gone.onComplete();

    assertThat(unread.reserved()).isZero();
  }

  @Test
  void countsNoAnswerThatComesWhenTheCallIsOver() {
    UnaryAnswer answer = new UnaryAnswer(call, unread);
    answer.over();

    answer.send(new Answer());

    assertThat(unread.reserved()).isZero();
  }

  @Test
  void refusesWhereAnswersThatNobodyReadsHoldAllRoom() {
    Answer answer = new Answer();
    dialect.answersAtOnce = answer;
    unread.tryReserve(1);
    listener.onMessage(received(stream));

    listener.onHalfClose();

    assertThat(answer.closed).isOne();
    assertThat(call.events())
        .singleElement()
        .asString()
        .startsWith("UNAVAILABLE: Exceeds maximum bytes in flight: an answer has 3 bytes");
    listener.onComplete();
    assertThat(unread.reserved()).isOne();
  }

  @Test
  void startsOnAWorkerWhatIsTooMuchForTheEventLoop() {
    dialect.isTooMuch = true;
    listener.onMessage(received(stream));
    listener.onHalfClose();
    assertThat(dialect.started).isEmpty();

    onWorkers.remove(0).run();

    assertThat(dialect.started).containsExactly("hello");
    listener.onCancel();
    assertThat(dialect.cancellations).containsExactly(Reason.CANCELLED);
    assertThat(stream.timesGivenBack()).isZero();
  }

  @Test
  void givesUpWhatWasCancelledBeforeTheWorkerCame() {
    dialect.isTooMuch = true;
    listener.onMessage(received(stream));
    listener.onHalfClose();

    listener.onCancel();
    onWorkers.remove(0).run();

    assertThat(dialect.cancellations).containsExactly(Reason.CANCELLED);
  }

  @Test
  void givesTheMemoryBackWhereTheHeapRunsOut() {
    dialect.runsOut = true;
    listener.onMessage(received(stream));

    listener.onHalfClose();

    assertThat(call.events()).containsExactly("NOT_FOUND: of the test");
    assertThat(stream.timesGivenBack()).isOne();
  }

  private Received<String> received(TransportStream message) {
    return Received.of(message, dialect::parse, resources);
  }

  private static TransportStream stream(String text) {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(US_ASCII));
    return new TransportStream(bytes.slice(0, 1), bytes.slice(1, bytes.remaining() - 1));
  }

  /** Reads text; an exclamation mark is malformed. */
  private static final class EchoDialect implements InferDialect<String> {
    private final List<String> started = new ArrayList<>();
    private final List<Reason> cancellations = new ArrayList<>();
    private final List<Runnable> releases = new ArrayList<>();
    private @Nullable OutgoingMessage answersAtOnce;
    private boolean refuses;
    private boolean isTooMuch;
    private boolean runsOut;
    private long deadlineNs;

    void release() {
      releases.get(0).run();
    }

    @Override
    public String parse(WireCursor cursor) {
      String text = new String(cursor.bytes(cursor.remaining()), US_ASCII);
      if (text.equals("!")) {
        throw new MalformedMessageException(text);
      }
      return text;
    }

    @Override
    public InferCall start(
        String message, long deadline, Runnable release, UnaryAnswer answer, boolean onLoop) {
      if (onLoop && isTooMuch) {
        throw new ArithmeticException("too much");
      }
      if (runsOut) {
        throw new OutOfMemoryError("of the test");
      }
      if (refuses) {
        throw new IllegalStateException(message);
      }
      deadlineNs = deadline;
      started.add(message);
      releases.add(release);
      if (answersAtOnce != null) {
        answer.send(answersAtOnce);
      }
      return cancellations::add;
    }

    @Override
    public boolean needsWorker(Throwable thrown) {
      return thrown instanceof ArithmeticException;
    }

    @Override
    public Status refusal(Throwable thrown, String message) {
      return Status.NOT_FOUND.withDescription(thrown.getMessage());
    }
  }

  private static final class Answer implements OutgoingMessage {
    private int closed;

    @Override
    public int size() {
      return 3;
    }

    @Override
    public void writeTo(WireWriter writer) throws IOException {
      writer.bytes(ByteBuffer.allocate(3));
    }

    @Override
    public void close() {
      closed++;
    }
  }
}
