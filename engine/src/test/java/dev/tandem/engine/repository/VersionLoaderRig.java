package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.CompanionReader;
import dev.tandem.engine.backend.Backend;
import dev.tandem.engine.backend.onnx.OnnxBackend;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.stats.EngineCounters;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.warmup.WarmupSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.SystemNanoClock;

/** Loads versions of models in one folder. Closing it unloads them and checks for leaks. */
final class VersionLoaderRig implements AutoCloseable {
  private static final long PATIENCE_NS = 60_000_000_000L;

  final NativePool pool = new NativePool(0, true);
  final Path folder;
  private final LoadThreads threads = LoadThreads.start(1);
  private final List<LoadedModel> loaded = new ArrayList<>();
  private final Backend backend;
  private final WarmupSource source;
  private CompanionReader companionReader = CompanionReader.NONE;

  VersionLoaderRig(Path folder, WarmupSource source) {
    this.folder = folder;
    this.source = source;
    backend = new OnnxBackend(pool, Map.of());
  }

  VersionLoaderRig(Path folder, Backend backend) {
    this.folder = folder;
    this.backend = backend;
    source = WarmupSource.NONE;
  }

  /** What reads the folders of versions. */
  VersionLoaderRig companions(CompanionReader reader) {
    companionReader = reader;
    return this;
  }

  /** Writes version 1 of model {@code m}. */
  VersionLoaderRig model(byte[] onnx, String config) throws IOException {
    Files.createDirectories(folder.resolve("m/1"));
    Files.write(folder.resolve("m/1/model.onnx"), onnx);
    Files.writeString(folder.resolve("m/config.pbtxt"), config);
    return this;
  }

  /** A file in the folder of model {@code m}. */
  VersionLoaderRig file(String name, byte... bytes) throws IOException {
    Path file = folder.resolve("m").resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    Files.write(file, bytes);
    return this;
  }

  /** Loads version 1 of model {@code m} without starting it. */
  LoadedModel load() throws IOException {
    RepositorySettings defaults = RepositorySettings.of(List.of(folder));
    RepositorySettings settings =
        new RepositorySettings(
            defaults.repositories(),
            true,
            4,
            defaults.configName(),
            1,
            defaults.inboxLimits(),
            defaults.basePaths(),
            true,
            source,
            companionReader,
            defaults.control(),
            defaults.cache(),
            defaults.resources());
    ModelFolder model = ModelFolder.of("m", folder.resolve("m"), List.of(1L));
    ConfigSource configs = new ConfigSource(settings, Map.of(backend.name(), backend));
    ModelConfig config = configs.load(model);
    LoadedModel version =
        new VersionLoader(
                settings,
                pool,
                new ByteBudget(Long.MAX_VALUE),
                threads,
                new ModelRegistry(),
                new EngineCounters(),
                SystemNanoClock.INSTANCE)
            .load(new ModelOrigin.Repositories(List.of(folder), true), model, 1, config, configs);
    loaded.add(version);
    return version;
  }

  @Override
  public void close() {
    for (LoadedModel version : loaded) {
      assertThat(version.close(PATIENCE_NS)).as("closed").isTrue();
    }
    threads.close();
    assertThat(pool.openLeases()).as("open leases").isZero();
  }
}
