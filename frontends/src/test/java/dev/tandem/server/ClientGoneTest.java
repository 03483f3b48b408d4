package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClientGoneTest {
  private static final int TOO_MANY_OPEN_FILES = -24;

  /** Native failures can only be made where there is a native transport. */
  @BeforeAll
  static void loadTheNativeTransport() {
    assumeTrue(Epoll.isAvailable());
  }

  static Stream<Throwable> gone() {
    return Stream.of(
        new NativeIoException("recvAddress", Errors.ERRNO_ECONNRESET_NEGATIVE),
        new NativeIoException("writev", Errors.ERRNO_EPIPE_NEGATIVE),
        new SocketException("Connection reset"),
        new ClosedChannelException(),
        Http2Exception.streamError(5, Http2Error.STREAM_CLOSED, "closed before write"));
  }

  static Stream<@Nullable Throwable> trouble() {
    return Stream.of(
        null,
        new IOException("disk full"),
        new IllegalStateException(),
        new NativeIoException("accept", TOO_MANY_OPEN_FILES),
        Http2Exception.connectionError(Http2Error.PROTOCOL_ERROR, "not HTTP/2"));
  }

  @ParameterizedTest
  @MethodSource("gone")
  void aClientThatWentAwayIsNoTrouble(Throwable thrown) {
    assertThat(ClientGone.isAllThatHappened(record(thrown))).isTrue();
  }

  @Test
  void neitherIsOneThatWentBeforeItsFirstRequest() {
    LogRecord reset =
        new LogRecord(
            Level.SEVERE, "recvAddress(..) failed with error(-104): Connection reset by peer");
    reset.setLoggerName("io.vertx.core.net.impl.ConnectionBase");
    assertThat(ClientGone.isAllThatHappened(reset)).isTrue();

    reset.setMessage("accept(..) failed with error(-24): Too many open files");
    assertThat(ClientGone.isAllThatHappened(reset)).isFalse();
  }

  @Test
  void allElseIs() {
    assertThat(trouble().map(ClientGoneTest::record)).noneMatch(ClientGone::isAllThatHappened);
  }

  private static LogRecord record(@Nullable Throwable thrown) {
    LogRecord record = new LogRecord(Level.WARNING, "something happened");
    record.setThrown(thrown);
    return record;
  }
}
