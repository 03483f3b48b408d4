package dev.tandem.engine.repository;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.Finding.Stage;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.VersionPolicy;
import dev.tandem.engine.repository.pbtxt.ConfigText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a load has to do: reads the configuration and compares files; on a load thread.
 */
final class LoadPreparation {
  private final ConfigSource configs;
  private final String name;
  private final LoadOrder order;
  private final Map<Long, HeldVersion> held;

  LoadPreparation(ConfigSource configs, String name, LoadOrder order, Map<Long, HeldVersion> held) {
    this.configs = configs;
    this.name = name;
    this.order = order;
    this.held = Map.copyOf(held);
  }

  PreparedLoad prepare() throws IOException {
    FolderSnapshot snapshot =
        order.seen().isPresent() ? order.seen().get() : order.origin().snapshot(name);
    ModelFolder onDisk = snapshot.folder();
    if (order.policy().isPresent() && onDisk.versions().isEmpty()) {
      // Without a version nothing says what kind of model it is, and all that serve go.
      return new PreparedLoad(
          order.origin(),
          snapshot,
          onDisk,
          ModelConfig.EMPTY.withName(name),
          List.of(),
          LoadPlan.of(held.keySet(), List.of(), Set.of()),
          Map.of(),
          "",
          Placement.PLAIN,
          Optional.empty());
    }
    ModelConfig said = configs.ofOrigin(order.origin(), read(onDisk));
    ModelFolder folder = onDisk.of(said);
    List<Long> wanted = wanted(said, folder);
    String sharedSum = sum(snapshot.shared(), folder.path());
    Map<Long, String> sums = new HashMap<>();
    try {
      ModelConfig config = configs.complete(said, folder);
      Set<Long> unchanged = new HashSet<>();
      for (Long version : wanted) {
        HeldVersion before = held.get(version);
        FolderStamp stamp = snapshot.versions().get(version);
        String sum =
            before != null && before.stamp().equals(stamp)
                ? before.sum()
                : versionSum(stamp, folder, version);
        sums.put(version, sum);
        if (before != null && order.only().isPresent() && order.only().getAsLong() != version) {
          unchanged.add(version);
        } else if (before != null
            && !config.isEnsemble()
            && before.sum().equals(sum)
            && before.sharedSum().equals(sharedSum)
            && isSame(before.config(), config)) {
          unchanged.add(version);
        }
      }
      LoadPlan plan = LoadPlan.of(held.keySet(), wanted, unchanged);
      return new PreparedLoad(
          order.origin(),
          snapshot,
          folder,
          config,
          wanted,
          plan,
          sums,
          sharedSum,
          configs.placement(said, config),
          Optional.empty());
    } catch (ConfigException e) {
      if (e.finding().stage() != Stage.VERSION) {
        throw e;
      }
      LoadPlan all = LoadPlan.of(held.keySet(), wanted, Set.of());
      return new PreparedLoad(
          order.origin(),
          snapshot,
          folder,
          said,
          wanted,
          all,
          sums,
          sharedSum,
          Placement.PLAIN,
          Optional.of(e.finding()));
    }
  }

  private String versionSum(@Nullable FolderStamp stamp, ModelFolder folder, Long version)
      throws IOException {
    return stamp == null ? "" : sum(stamp, folder.versionPath(version));
  }

  private String sum(FolderStamp stamp, Path folder) throws IOException {
    return order.origin().isCompared() ? stamp.sum(folder) : "";
  }

  private ModelConfig read(ModelFolder folder) {
    if (order.config().isEmpty()) {
      return configs.read(folder);
    }
    try {
      return configs.normalise(ConfigText.read(order.config().get(), name), folder);
    } catch (ConfigException e) {
      throw new ConfigException(e.finding().at(Stage.POLL), e);
    }
  }

  private List<Long> wanted(ModelConfig config, ModelFolder folder) {
    if (order.only().isPresent()) {
      long only = order.only().getAsLong();
      if (!folder.versionPaths().containsKey(only)) {
        throw new ConfigException(
            Finding.of("model '" + name + "' has no version " + only).at(Stage.MODEL));
      }
      Set<Long> wanted = new TreeSet<>(held.keySet());
      wanted.add(only);
      return List.copyOf(wanted);
    }
    VersionPolicy policy = order.policy().orElse(config.versionPolicy());
    List<Long> wanted = VersionSelection.select(policy, folder.versions());
    if (wanted.isEmpty() && order.policy().isEmpty()) {
      throw new ConfigException(
          Finding.of(
                  "at least one version must be available under the version policy of model '"
                      + name
                      + "'")
              .at(Stage.MODEL));
    }
    return wanted;
  }

  /** Which versions are wanted is no reason to load one again. */
  private static boolean isSame(ModelConfig before, ModelConfig now) {
    return before.withVersionPolicy(now.versionPolicy()).equals(now);
  }
}
