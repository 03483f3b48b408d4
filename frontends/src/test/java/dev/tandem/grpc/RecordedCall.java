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

  List<String> events() {
    return events;
  }

  void cancel() {
    cancelled = true;
  }

  @Override
  public void request(int messages) {}

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
