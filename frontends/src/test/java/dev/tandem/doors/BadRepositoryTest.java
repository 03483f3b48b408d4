package dev.tandem.doors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.testkit.SampleRepository;
import dev.tandem.engine.testkit.onnx.OnnxModels;
import dev.tandem.proto.kserve.GRPCInferenceServiceGrpc;
import dev.tandem.proto.kserve.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.tandem.proto.kserve.ModelReadyRequest;
import dev.tandem.proto.kserve.RepositoryIndexRequest;
import dev.tandem.proto.kserve.RepositoryIndexResponse.ModelIndex;
import dev.tandem.testing.TestServer;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What people put into folders beside good models: one clear line each, and the good ones serve.
 */
class BadRepositoryTest {
  private static final Logger TANDEM = Logger.getLogger("dev.tandem");

  @TempDir Path folder;

  private final Lines lines = new Lines();

  /** Everything that the log says. */
  private static final class Lines extends Handler {
    private final Queue<String> all = new ConcurrentLinkedQueue<>();

    @Override
    public void publish(LogRecord line) {
      all.add(new SimpleFormatter().formatMessage(line));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void listen() {
    TANDEM.addHandler(lines);
  }

  @AfterEach
  void listenNoMore() {
    TANDEM.removeHandler(lines);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "poll"})
  void aRepositoryServesWhatIsGoodInIt(String mode) throws IOException {
    good("good/1");
    good("odd/1");
    SampleRepository repository = new SampleRepository(folder);
    for (String version : List.of("-1", "007", "9999999999999999999")) {
      repository.folder("odd/" + version);
    }
    repository.file("odd/8", "");
    good("zero/0");
    repository.file("large/config.pbtxt", " ".repeat(10 << 20)).folder("large/1");
    repository.file("nothing/1/model.onnx", "");
    Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
    repository.folder("file_loop/1").folder("version_loop");
    link("file_loop/1/model.onnx");
    link("version_loop/1");
    repository.file("a_file", "");
    Map<String, String> expected = new TreeMap<>();
    expected.put("odd -1", "model 'odd': '-1' is not a version");
    expected.put("odd 007", "model 'odd': '007' is not a version");
    expected.put("odd 9", "model 'odd': '9999999999999999999' is not a version");
    expected.put("odd 8", "model 'odd': '8' is a file (expected: a folder)");
    expected.put("large", "config.pbtxt has 10485760 bytes (expected: at most 1048576)");
    expected.put("nothing", "failed to load 'nothing' version 1: ");
    expected.put("loop", "loop' is a link that leads nowhere (expected: a folder)");
    expected.put("file_loop", "failed to load 'file_loop'");
    expected.put("version_loop", "'1' is a link that leads nowhere (expected: a folder)");
    boolean unreadable = forbid("locked");
    if (unreadable) {
      expected.put("locked", "no permission for " + folder.resolve("locked"));
    }

    try (TestServer server =
        TestServer.start(
            "--model-repository=" + folder,
            "--model-control-mode=" + mode,
            "--repository-poll-secs=1",
            "--exit-on-error=false")) {
      check(server, expected, List.of("good", "odd", "zero"));
    } finally {
      allow("locked");
    }
  }

  @Test
  void basePathsServeWhatIsGoodInThem() throws IOException {
    good("good/1");
    good("odd/0");
    good("odd/007");
    SampleRepository paths = new SampleRepository(folder);
    paths.folder("odd/-1").folder("odd/9999999999999999999").file("a_file", "");
    paths.file("nothing/1/model.onnx", "").folder("empty");
    Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
    Path round = paths.folder("round/1").path().resolve("round/1/again");
    Files.createSymbolicLink(round, folder.resolve("round"));
    boolean unreadable = forbid("locked");
    Map<String, String> expected = new TreeMap<>();
    expected.put("odd -1", "model 'odd': '-1' is not a version");
    expected.put("odd 9", "model 'odd': '9999999999999999999' is not a version");
    expected.put("a_file", "a_file' is a file (expected: a folder)");
    expected.put("missing", "missing' is not there");
    expected.put("nothing", "failed to load 'nothing' version 1: ");
    expected.put("empty", "No versions of servable empty found under base path");
    expected.put("loop", "loop' is a link that leads nowhere (expected: a folder)");
    expected.put("round", "again/1 leads back to a folder around it, by a link");
    if (unreadable) {
      expected.put("locked", "no permission for " + folder.resolve("locked"));
    }
    StringBuilder config = new StringBuilder("model_config_list {\n");
    List<String> names = new ArrayList<>(List.of("good", "odd", "a_file", "missing", "nothing"));
    names.addAll(List.of("empty", "loop", "round", "locked"));
    for (String name : names) {
      config.append(
          "config { name: '%s' base_path: '%s' model_platform: 'onnx' }\n"
              .formatted(name, folder.resolve(name)));
    }
    paths.file("models.config", config + "}\n");

    try (TestServer server =
        TestServer.start(
            "--model_config_file=" + folder.resolve("models.config"),
            "--max_num_load_retries=0",
            "--exit-on-error=false")) {
      check(server, expected, List.of("good", "odd"));
    } finally {
      allow("locked");
    }
  }

  private void check(TestServer server, Map<String, String> expected, List<String> good) {
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", server.grpcPort()).usePlaintext().build();
    try {
      GRPCInferenceServiceBlockingStub stub = GRPCInferenceServiceGrpc.newBlockingStub(channel);
      for (String model : good) {
        ModelReadyRequest ready = ModelReadyRequest.newBuilder().setName(model).build();
        assertThat(stub.modelReady(ready).getReady()).as(model).isTrue();
      }
      List<String> said = new ArrayList<>(lines.all);
      stub.repositoryIndex(RepositoryIndexRequest.getDefaultInstance()).getModelsList().stream()
          .map(ModelIndex::getReason)
          .forEach(said::add);
      expected.forEach(
          (subject, line) ->
              assertThat(said).as(subject).anySatisfy(text -> assertThat(text).contains(line)));
      assertThat(lines.all).as("each once").doesNotHaveDuplicates();
      assertThat(lines.all).as("one line each").noneMatch(line -> line.contains("\tat "));
    } finally {
      channel.shutdownNow();
    }
  }

  private void good(String version) throws IOException {
    Path path = Files.createDirectories(folder.resolve(version));
    Files.write(path.resolve("model.onnx"), OnnxModels.halfPlusTwo());
  }

  private void link(String toItself) throws IOException {
    Files.createSymbolicLink(folder.resolve(toItself), folder.resolve(toItself));
  }

  /** Makes a folder that cannot be listed; false where permissions bind nobody, as for root. */
  private boolean forbid(String name) throws IOException {
    Path path = Files.createDirectories(folder.resolve(name));
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
    return !Files.isReadable(path);
  }

  private void allow(String name) throws IOException {
    Files.setPosixFilePermissions(
        folder.resolve(name), PosixFilePermissions.fromString("rwx------"));
  }
}
