package dev.tandem.server;

import io.netty.channel.unix.Errors;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.logging.LogRecord;

/**
 * Tells what libraries log as trouble, though all that happened is that a client went away or gave
 * a call up: any client could fill the log with that.
 */
final class ClientGone {
  /** Of a connection that breaks before its first request it tells no more than the text. */
  private static final String VERTX = "io.vertx.core.net.impl.ConnectionBase";

  private ClientGone() {}

  static boolean isAllThatHappened(LogRecord record) {
    Throwable thrown = record.getThrown();
    if (thrown instanceof NativeIoException failure) {
      return failure.expectedErr() == Errors.ERRNO_ECONNRESET_NEGATIVE
          || failure.expectedErr() == Errors.ERRNO_EPIPE_NEGATIVE;
    }
    if (thrown instanceof Http2Exception failure) {
      return failure.error() == Http2Error.STREAM_CLOSED;
    }
    if (thrown == null) {
      return VERTX.equals(record.getLoggerName())
          && String.valueOf(record.getMessage()).contains("Connection reset by peer");
    }
    return thrown instanceof SocketException || thrown instanceof ClosedChannelException;
  }
}
