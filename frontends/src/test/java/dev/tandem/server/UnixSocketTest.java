package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.testkit.SampleRepository;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class UnixSocketTest {
  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Path socket;

  @BeforeEach
  void layOut() {
    socket = folder.resolve("s");
    new SampleRepository(folder)
        .model(
            "r/m",
            "backend: 'identity' input { name: 'X' data_type: TYPE_FP32 dims: 1 }"
                + " output { name: 'Y' data_type: TYPE_FP32 dims: 1 }",
            1);
  }

  private RunningServer start(String... flags) {
    List<String> all = new ArrayList<>(List.of(flags));
    all.add("--model-repository=" + folder.resolve("r"));
    all.add("--grpc_socket_path=" + socket);
    return RunningServer.start(all.toArray(String[]::new));
  }

  @Test
  void answersAtASocketThatGoesWithTheServer() throws Exception {
    try (RunningServer server = start("--port=0")) {
      assertThat(health()).isEqualTo("SERVING");
      assertThat(server.openLeases()).isZero();
    }
    assertThat(socket).doesNotExist();
  }

  @Test
  void replacesTheSocketOfAServerThatIsGone() throws Exception {
    try (ServerSocketChannel gone = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      gone.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).exists();
    try (RunningServer server = start()) {
      assertThat(health()).isEqualTo("SERVING");
      assertThat(server.openLeases()).isZero();
    }
  }

  @Test
  void leavesWhatIsInUseAlone() throws IOException {
    Files.writeString(socket, "a file");
    assertThatThrownBy(() -> UnixSocket.clear(socket))
        .hasMessage("'" + socket + "' is there and is no socket");
    Files.delete(socket);
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(socket));
      assertThatThrownBy(this::start)
          .hasRootCauseMessage("Socket '" + socket + "' already in use ");
      assertThat(socket).exists();
    }
  }

  private String health() throws InterruptedException {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
            .channelType(EpollDomainSocketChannel.class)
            .eventLoopGroup(loops)
            .usePlaintext()
            .build();
    try {
      return HealthGrpc.newBlockingStub(channel)
          .check(HealthCheckRequest.getDefaultInstance())
          .getStatus()
          .toString();
    } finally {
      channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }
}
