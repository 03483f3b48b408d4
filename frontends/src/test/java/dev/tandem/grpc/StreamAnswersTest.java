package dev.tandem.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.protobuf.OutgoingMessage;
import dev.tandem.protobuf.WireWriter;
import io.grpc.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamAnswersTest {
  private static final long ROOM_BYTES = 10_000;

  private final RecordedCall call = new RecordedCall();
  private final ByteBudget unread = new ByteBudget(ROOM_BYTES);
  private final List<Message> messages = new ArrayList<>();
  private final List<Reason> cancellations = new ArrayList<>();
  private StreamAnswers answers = new StreamAnswers(call, unread, false);

  @AfterEach
  void allIsGivenBack() {
    answers.abandon(Reason.CANCELLED);

    assertThat(unread.reserved()).isZero();
    assertThat(messages).allSatisfy(message -> assertThat(message.closed).isOne());
  }

  @Test
  void givesAnswersInTheOrderOfTheRequests() {
    StreamReply first = open();
    StreamReply second = open();

    second.send(message(2), true);
    assertThat(call.events()).isEmpty();
    first.send(message(1), true);

    assertThat(call.events()).containsExactly("message of 1", "message of 2");
  }

  @Test
  void givesAnswersOfDecoupledModelsAsTheyCome() {
    StreamReply waiting = open();
    StreamReply decoupled = open();
    decoupled.asTheyCome();

    decoupled.send(message(2), false);
    decoupled.send(message(3), false);
    decoupled.end();
    waiting.send(message(1), true);

    assertThat(call.events()).containsExactly("message of 2", "message of 3", "message of 1");
  }

  @Test
  void endsOnceAllIsAnswered() {
    StreamReply reply = open();

    answers.noMore();
    assertThat(call.events()).isEmpty();
    reply.send(message(1), true);

    assertThat(call.events()).containsExactly("message of 1", "OK");
  }

  @Test
  void endsAtOnceWhereNothingWasAsked() {
    answers.noMore();

    assertThat(call.events()).containsExactly("OK");
  }

  @Test
  void holdsAnswersBackWhileTheCallerReadsNothing() {
    call.ready(false);
    StreamReply reply = open();
    reply.send(message(1), true);
    answers.noMore();
    assertThat(call.events()).isEmpty();

    call.ready(true);
    answers.pass();

    assertThat(call.events()).containsExactly("message of 1", "OK");
  }

  @Test
  void readsNoMoreRequestsWhileAnswersWaitForTheCaller() {
    call.ready(false);
    open().send(message(1), true);

    answers.ask();
    assertThat(call.requested()).isZero();
    call.ready(true);
    answers.pass();

    assertThat(call.requested()).isOne();
  }

  @Test
  void readsNoMoreRequestsWhereTooManyAreInside() {
    StreamReply first = open();
    for (int i = 1; i < StreamAnswers.MAX_OPEN; i++) {
      open();
    }

    answers.ask();
    assertThat(call.requested()).isZero();
    first.send(message(1), true);

    assertThat(call.requested()).isOne();
  }

  @Test
  void refusesAnAnswerThatOthersLeaveNoRoomFor() {
    call.ready(false);
    StreamReply reply = open();
    reply.asTheyCome();

    assertThat(reply.send(message(9_000), false)).isTrue();
    assertThat(reply.send(message(9_000), false)).isFalse();
    assertThat(reply.noRoom(9_000).getDescription())
        .isEqualTo(
            "Exceeds maximum bytes in flight: an answer has 9000 bytes, and answers that callers"
                + " have not read hold 9512 of 10000. Use --max-in-flight-bytes to increase the"
                + " limit.");

    call.ready(true);
    answers.pass();
    assertThat(reply.send(message(9_000), false)).isTrue();
    assertThat(call.events()).containsExactly("message of 9000", "message of 9000");
  }

  @Test
  void countsWhatTheTransportHoldsUntilItIsReadyAgain() {
    StreamReply reply = open();
    reply.asTheyCome();
    call.readyFor(1);
    reply.send(message(9_000), false);
    assertThat(call.events()).hasSize(1);

    assertThat(unread.reserved()).isPositive();
    call.ready(true);
    answers.pass();

    assertThat(unread.reserved()).isZero();
  }

  @Test
  void aFailureIsAnAnswerLikeOthers() {
    StreamReply failed = open();
    StreamReply good = open();

    failed.fail(message(7), Status.INTERNAL);
    good.send(message(1), true);

    assertThat(call.events()).containsExactly("message of 7", "message of 1");
  }

  @Test
  void endsAtTheFirstFailureWhereItIsToldTo() {
    answers = new StreamAnswers(call, unread, true);
    StreamReply good = open();
    StreamReply failed = open();
    StreamReply late = open();

    failed.fail(message(7), Status.INTERNAL.withDescription("broken"));
    assertThat(call.events()).isEmpty();
    good.send(message(1), true);
    late.send(message(2), true);
    answers.noMore();

    assertThat(call.events()).containsExactly("message of 1", "INTERNAL: broken");
    assertThat(cancellations).containsExactly(Reason.CANCELLED);
    assertThat(answers.open()).isNull();
  }

  @Test
  void aRefusalEndsNoStream() {
    answers = new StreamAnswers(call, unread, true);

    open().refuse(message(7));
    open().send(message(1), true);

    assertThat(call.events()).containsExactly("message of 7", "message of 1");
  }

  @Test
  void givesAllRequestsUpWhenTheCallerGoes() {
    StreamReply answered = open();
    StreamReply first = open();
    StreamReply second = open();
    answered.send(message(1), true);
    second.send(message(2), false);

    answers.abandon(Reason.DEADLINE_EXCEEDED);

    assertThat(cancellations).containsExactly(Reason.DEADLINE_EXCEEDED, Reason.DEADLINE_EXCEEDED);
    assertThat(first.send(message(3), true)).isTrue();
    assertThat(call.events()).containsExactly("message of 1");
  }

  @Test
  void givesARequestUpThatIsTakenAfterTheCallerWent() {
    StreamReply reply = Objects.requireNonNull(answers.open());
    answers.abandon(Reason.CANCELLED);

    answers.started(reply, cancellations::add);

    assertThat(cancellations).containsExactly(Reason.CANCELLED);
  }

  @Test
  void dropsWhatComesAfterTheLastAnswer() {
    StreamReply reply = open();

    reply.send(message(1), true);
    reply.send(message(2), true);
    reply.fail(message(3), Status.INTERNAL);

    assertThat(call.events()).containsExactly("message of 1");
  }

  private StreamReply open() {
    StreamReply reply = Objects.requireNonNull(answers.open());
    InferCall taken = cancellations::add;
    answers.started(reply, taken);
    return reply;
  }

  private Message message(int size) {
    Message message = new Message(size);
    messages.add(message);
    return message;
  }

  private static final class Message implements OutgoingMessage {
    private final int size;
    private int closed;

    Message(int size) {
      this.size = size;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public void writeTo(WireWriter writer) throws IOException {
      writer.bytes(ByteBuffer.allocate(size));
    }

    @Override
    public void close() {
      closed++;
    }
  }
}
