package dev.tandem.golden;

import com.google.protobuf.ByteString;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Hands gRPC messages over as the bytes they are on the wire. */
enum BytesMarshaller implements MethodDescriptor.Marshaller<ByteString> {
  INSTANCE;

  @Override
  public InputStream stream(ByteString value) {
    return value.newInput();
  }

  @Override
  public ByteString parse(InputStream stream) {
    try {
      return ByteString.readFrom(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
