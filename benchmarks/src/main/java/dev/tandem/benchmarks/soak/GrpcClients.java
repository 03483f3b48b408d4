package dev.tandem.benchmarks.soak;

import com.google.protobuf.ByteString;
import dev.tandem.benchmarks.cases.Answer;
import dev.tandem.benchmarks.cases.Protocol;
import dev.tandem.benchmarks.load.RawBytes;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** gRPC calls of every kind, over a few connections that all callers share. */
final class GrpcClients implements AutoCloseable {
  private static final MethodDescriptor<byte[], byte[]> INFER =
      RawBytes.method("inference.GRPCInferenceService/ModelInfer");
  private static final MethodDescriptor<byte[], byte[]> PREDICT =
      RawBytes.method("tensorflow.serving.PredictionService/Predict");
  private static final int CHANNELS = 4;
  private static final int SMALL_WINDOW_BYTES = 65_535;
  private static final int MAX_CANCEL_MICROS = 20_000;
  private static final int MAX_DEADLINE_MICROS = 50_000;
  private static final int MAX_UNREAD_MICROS = 500_000;

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final ManagedChannel unread;
  private final Tally tally;
  private final int port;

  GrpcClients(int port, Tally tally) {
    this.port = port;
    this.tally = tally;
    for (int i = 0; i < CHANNELS; i++) {
      channels.add(channel(4 << 20));
    }
    unread = channel(SMALL_WINDOW_BYTES);
  }

  private ManagedChannel channel(int window) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port)
        .usePlaintext()
        .eventLoopGroup(loop)
        .channelType(NioSocketChannel.class)
        .directExecutor()
        .flowControlWindow(window)
        .maxInboundMessageSize(Integer.MAX_VALUE)
        .build();
  }

  private ManagedChannel any(RandomGenerator random) {
    return channels.get(random.nextInt(CHANNELS));
  }

  private GrpcCall infer(ManagedChannel channel, ByteString message) {
    return GrpcCall.start(tally, channel, INFER, CallOptions.DEFAULT, message, true);
  }

  private GrpcCall infer(RandomGenerator random, Question question) {
    return infer(any(random), question.message());
  }

  Verdict plain(RandomGenerator random, Question question) {
    return verdict(infer(random, question), question, INFER);
  }

  Verdict cancelled(RandomGenerator random, Question question) {
    long delayNs = TimeUnit.MICROSECONDS.toNanos(random.nextInt(MAX_CANCEL_MICROS));
    return verdict(infer(random, question).cancelAfter(delayNs), question, INFER);
  }

  Verdict withDeadline(RandomGenerator random, Question question) {
    GrpcCall call =
        GrpcCall.start(tally, any(random), INFER, deadline(random), question.message(), true);
    return verdict(call, question, INFER);
  }

  Verdict predict(RandomGenerator random, Question question) {
    GrpcCall call =
        GrpcCall.start(tally, any(random), PREDICT, CallOptions.DEFAULT, question.predict(), true);
    return verdict(call, question, PREDICT);
  }

  Verdict predictWithDeadline(RandomGenerator random, Question question) {
    GrpcCall call =
        GrpcCall.start(tally, any(random), PREDICT, deadline(random), question.predict(), true);
    return verdict(call, question, PREDICT);
  }

  private static CallOptions deadline(RandomGenerator random) {
    return CallOptions.DEFAULT.withDeadlineAfter(
        1_000 + random.nextInt(MAX_DEADLINE_MICROS), TimeUnit.MICROSECONDS);
  }

  /** Several calls on a connection of their own, which goes before they are answered. */
  Verdict dropped(RandomGenerator random, Questions questions) {
    ManagedChannel channel = channel(4 << 20);
    List<GrpcCall> calls = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      calls.add(infer(channel, questions.any(random).message()));
    }
    pause(random, MAX_CANCEL_MICROS);
    channel.shutdownNow();
    calls.forEach(GrpcCall::await);
    return Verdict.LEFT;
  }

  /** The answer is not asked for, so that it stays with the server or in the connection. */
  Verdict unread(RandomGenerator random, Question question) {
    GrpcCall call =
        GrpcCall.start(tally, unread, INFER, CallOptions.DEFAULT, question.message(), false);
    Status status =
        call.cancelAfter(TimeUnit.MICROSECONDS.toNanos(random.nextInt(MAX_UNREAD_MICROS))).await();
    return status.getCode() == Status.Code.UNAVAILABLE
        ? Verdict.REFUSED
        : expect(status, Status.Code.CANCELLED, Verdict.CANCELLED);
  }

  Verdict malformed(RandomGenerator random, Question question) {
    ByteString cut =
        question.message().substring(0, question.message().size() - 1 - random.nextInt(8));
    return expect(infer(any(random), cut).await(), Status.Code.INTERNAL, Verdict.REFUSED);
  }

  Verdict unknownModel(RandomGenerator random, Question question) {
    ByteString message =
        Question.of("nowhere", question.inputs(), question.expected(), true).message();
    return expect(infer(any(random), message).await(), Status.Code.NOT_FOUND, Verdict.REFUSED);
  }

  private static Verdict expect(Status status, Status.Code code, Verdict verdict) {
    if (status.getCode() != code) {
      throw new Fault("a gRPC call ended with " + status + " (expected: " + code + ")");
    }
    return verdict;
  }

  private static Verdict verdict(
      GrpcCall call, Question question, MethodDescriptor<byte[], byte[]> method) {
    Status status = call.await();
    boolean isSlow = question.model().equals(SoakModels.SLOW);
    switch (status.getCode()) {
      case OK -> {
        question.check(
            method.equals(PREDICT)
                ? PredictForm.answer(call.answer())
                : Answer.of(Protocol.GRPC, call.answer()));
        return Verdict.ANSWERED;
      }
      case CANCELLED -> {
        return Verdict.CANCELLED;
      }
      case DEADLINE_EXCEEDED -> {
        return Verdict.LATE;
      }
      case UNAVAILABLE, RESOURCE_EXHAUSTED -> {
        if (isSlow) {
          return Verdict.REFUSED;
        }
        throw new Fault(question.model() + ": " + status);
      }
      default -> throw new Fault(question.model() + ": " + status);
    }
  }

  static void pause(RandomGenerator random, int maxMicros) {
    try {
      TimeUnit.MICROSECONDS.sleep(random.nextInt(maxMicros));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the process ends soon after
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    unread.shutdownNow();
    loop.shutdownGracefully();
  }
}
