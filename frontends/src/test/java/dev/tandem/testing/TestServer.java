package dev.tandem.testing;

import dev.tandem.server.RunningServer;
import java.nio.file.Path;

/** A server on free ports of this machine, with its ports by what they speak first. */
public final class TestServer implements AutoCloseable {
  private final RunningServer server;

  private TestServer(RunningServer server) {
    this.server = server;
  }

  public static TestServer start(Path repository) {
    return new TestServer(RunningServer.start(repository));
  }

  /** With these flags. */
  public static TestServer start(String... flags) {
    return new TestServer(RunningServer.start(flags));
  }

  public int httpPort() {
    return server.port("HTTPService");
  }

  public int grpcPort() {
    return server.port("GRPCInferenceService");
  }

  public int metricsPort() {
    return server.port("Metrics Service");
  }

  public int tfHttpPort() {
    return server.port("TensorFlow Serving REST");
  }

  public int tfGrpcPort() {
    return server.port("TensorFlow Serving gRPC");
  }

  /** Blocks of native memory that are lent and not back. */
  public long openLeases() {
    return server.openLeases();
  }

  @Override
  public void close() {
    server.close();
  }
}
