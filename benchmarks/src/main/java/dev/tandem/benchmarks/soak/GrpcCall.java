package dev.tandem.benchmarks.soak;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One call, and how often it ended. The transport's thread writes, the caller's reads. */
final class GrpcCall extends ClientCall.Listener<byte[]> {
  private static final long PATIENCE_SECONDS = 60;

  private final Tally tally;
  private final ClientCall<byte[], byte[]> call;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile byte @Nullable [] answer;
  private volatile @Nullable Status status;

  private GrpcCall(Tally tally, ClientCall<byte[], byte[]> call) {
    this.tally = tally;
    this.call = call;
  }

  /** Sends all of a request; {@code reading} says whether the answer is wanted already. */
  static GrpcCall start(
      Tally tally,
      Channel channel,
      MethodDescriptor<byte[], byte[]> method,
      CallOptions options,
      ByteString message,
      boolean reading) {
    ClientCall<byte[], byte[]> call = channel.newCall(method, options);
    GrpcCall started = new GrpcCall(tally, call);
    tally.callStarted();
    call.start(started, new Metadata());
    if (reading) {
      call.request(2);
    }
    call.sendMessage(message.toByteArray());
    call.halfClose();
    return started;
  }

  @Override
  public void onMessage(byte[] message) {
    if (answer != null) {
      tally.fault("a gRPC call got a second answer");
    }
    answer = message;
  }

  @Override
  public void onClose(Status closed, Metadata trailers) {
    tally.callEnded();
    if (status != null) {
      tally.fault("a gRPC call ended twice");
    }
    status = closed;
    ended.countDown();
  }

  /** Gives the call up, unless it ends before. */
  GrpcCall cancelAfter(long delayNs) {
    long untilNs = System.nanoTime() + delayNs;
    while (ended.getCount() > 0 && untilNs - System.nanoTime() > 0) {
      LockSupport.parkNanos(untilNs - System.nanoTime());
    }
    call.cancel("the soak cancels", null);
    return this;
  }

  /** How the call ended, which it must. */
  Status await() {
    try {
      if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        call.cancel("no answer", null);
        throw new Fault("a gRPC call had no answer after " + PATIENCE_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault("interrupted");
    }
    Status how = requireNonNull(status);
    if (how.isOk() && answer == null) {
      throw new Fault("a gRPC call ended well without an answer");
    }
    return how;
  }

  /** Of a call that ended well. */
  byte[] answer() {
    return requireNonNull(answer);
  }
}
