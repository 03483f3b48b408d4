package dev.tandem.grpc;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A call that notes what is done with it. */
final class RecordedCall extends ServerCall<Received<String>, OutgoingStream> {
  private final List<String> events = new ArrayList<>();
  private boolean cancelled;
  private int requested;
  private int messagesUntilFull = Integer.MAX_VALUE;

  List<String> events() {
    return events;
  }

  int requested() {
    return requested;
  }

  /** Whether the caller takes messages. */
  void ready(boolean value) {
    messagesUntilFull = value ? Integer.MAX_VALUE : 0;
  }

  /** Takes so many messages, and then none. */
  void readyFor(int messages) {
    messagesUntilFull = messages;
  }

  void cancel() {
    cancelled = true;
  }

  @Override
  public void request(int messages) {
    requested += messages;
  }

  @Override
  public boolean isReady() {
    return messagesUntilFull > 0;
  }

  @Override
  public void sendHeaders(Metadata headers) {
    events.add("headers");
  }

  @Override
  public void sendMessage(OutgoingStream message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (message) {
      message.drainTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    messagesUntilFull--;
    events.add("message of " + bytes.size());
  }

  @Override
  public void close(Status status, Metadata trailers) {
    events.add(status.getCode() + (status.isOk() ? "" : ": " + status.getDescription()));
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public MethodDescriptor<Received<String>, OutgoingStream> getMethodDescriptor() {
    throw new UnsupportedOperationException();
  }
}
