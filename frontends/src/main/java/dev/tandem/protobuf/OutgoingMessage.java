package dev.tandem.protobuf;

import java.io.IOException;

/** A message to send, which may hold memory until it is closed. */
public interface OutgoingMessage extends AutoCloseable {
  /** The exact number of bytes that {@link #writeTo} writes. */
  int size();

  void writeTo(WireWriter writer) throws IOException;

  /** Gives the memory back; called once. */
  @Override
  void close();
}
