package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A command line of TensorFlow Serving's, which knows of two ports only. */
class ListenersReaderTest {
  private static final String MODEL = "--model_base_path=/m";

  @Test
  void portsThatNobodyNamedGiveWay() throws StartFailure {
    ServerOptions options = ServerOptions.of(MODEL, "--port=8501", "--rest_api_port=8000");

    assertThat(options.listeners().tfGrpc().enabled()).isTrue();
    assertThat(options.listeners().tfHttp().port()).isEqualTo(8000);
    assertThat(options.listeners().http().enabled()).isFalse();
    assertThat(options.remarks())
        .containsExactly("--http-port is not opened: another flag asks for port 8000 too");
  }

  @Test
  void restGivesWayToGrpcOnOnePort() throws StartFailure {
    assertThat(ServerOptions.of(MODEL, "--port=8501").listeners().tfHttp().enabled()).isFalse();
    assertThat(ServerOptions.of(MODEL, "--port=9", "--rest_api_port=9").remarks())
        .containsExactly("--rest_api_port is not opened: another flag asks for port 9 too");
  }

  @Test
  void portsThatSomebodyNamedDoNot() throws StartFailure {
    assertThat(ServerOptions.of(MODEL, "--http-port=7").listeners().http().spare()).isFalse();
    assertThat(ServerOptions.of(MODEL).listeners().http().spare()).isTrue();
    assertThatThrownBy(() -> ServerOptions.of(MODEL, "--port=7", "--http-port=7"))
        .hasMessage("--http-port and --port: both 7 (expected: a port for each)");
  }

  @Test
  void aRepositoryMakesItTritonsCommandLine() throws StartFailure {
    assertThat(ServerOptions.of(MODEL, "--model-repository=r").listeners().http().spare())
        .isFalse();
  }
}
