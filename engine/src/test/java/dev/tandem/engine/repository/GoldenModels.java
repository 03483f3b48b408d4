package dev.tandem.engine.repository;

import static java.util.Objects.requireNonNull;

import dev.tandem.engine.backend.GpuSupport;
import dev.tandem.engine.backend.onnx.OnnxGraphReader;
import dev.tandem.engine.model.Finding.Stage;
import dev.tandem.engine.model.GraphInfo;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.repository.pbtxt.ConfigText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The models that a real Triton was asked about, on the class path of the tests. */
public final class GoldenModels {
  private GoldenModels() {}

  /** The text of a model's config.pbtxt, empty where it has none. */
  public static String configText(String folder) {
    byte @Nullable [] bytes = resource(folder + "/config.pbtxt");
    return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
  }

  public static boolean hasGraph(String folder, int version) {
    return resource(folder + "/" + version + "/model.onnx") != null;
  }

  public static byte[] modelBytes(String folder, int version) {
    return requireNonNull(resource(folder + "/" + version + "/model.onnx"), folder);
  }

  public static GraphInfo graph(String folder, int version) {
    try {
      Path copy = Files.createTempFile("model", ".onnx");
      try (InputStream in =
          requireNonNull(
              GoldenModels.class.getResourceAsStream(folder + "/" + version + "/model.onnx"))) {
        Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        return OnnxGraphReader.read(copy);
      } finally {
        Files.delete(copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The configuration as it is served: completed, checked, with every default. */
  public static ModelConfig served(String folder, int version) {
    String name = folder.substring(folder.indexOf('/') + 1);
    boolean hasGraph = hasGraph(folder, version);
    ModelConfig config =
        ConfigDefaults.scheduling(
            ConfigDefaults.backend(
                ConfigText.read(configText(folder), name),
                name,
                hasGraph ? Set.of("model.onnx") : Set.of()));
    ConfigRules.check(config);
    ConfigRules.checkFolder(config, name);
    GpuSupport noGpus = GpuSupport.notBuiltIn("none");
    config = InstanceGroups.settle(config, () -> noGpus);
    Findings findings = Findings.at(Stage.VERSION);
    InstanceGroups.check(config, () -> noGpus, findings);
    findings.throwFirst();
    if (hasGraph) {
      config =
          ConfigDefaults.scheduling(ConfigCompletion.complete(config, graph(folder, version), 4));
    }
    ConfigRules.check(config);
    ConfigRules.checkTensors(config);
    if (hasGraph) {
      GraphCheck.check(config, graph(folder, version));
    }
    return config;
  }

  private static byte @Nullable [] resource(String path) {
    try (InputStream in = GoldenModels.class.getResourceAsStream(path)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
