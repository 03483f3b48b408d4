package dev.tandem.grpc;

import dev.tandem.protobuf.WireCursor;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.InputStream;
import java.util.function.Function;

/** How gRPC gets at requests that are read, and at answers that are written, by hand. */
final class Marshallers {
  private Marshallers() {}

  static <T> Marshaller<Received<T>> requests(
      Function<WireCursor, T> parser, CallResources resources) {
    return new Requests<>(parser, resources);
  }

  static Marshaller<OutgoingStream> answers() {
    return new Answers();
  }

  private record Requests<T>(Function<WireCursor, T> parser, CallResources resources)
      implements Marshaller<Received<T>> {
    @Override
    public InputStream stream(Received<T> message) {
      throw new UnsupportedOperationException("a server sends no requests");
    }

    @Override
    public Received<T> parse(InputStream stream) {
      return Received.of(stream, parser, resources);
    }
  }

  private record Answers() implements Marshaller<OutgoingStream> {
    @Override
    public InputStream stream(OutgoingStream message) {
      return message;
    }

    @Override
    public OutgoingStream parse(InputStream stream) {
      throw new UnsupportedOperationException("a server receives no answers");
    }
  }
}
