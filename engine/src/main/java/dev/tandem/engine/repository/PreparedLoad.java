package dev.tandem.engine.repository;

import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.ModelConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A load after everything that needs no model to be opened.
 *
 * @param folder of the model, with the version that an ensemble need not have a folder for
 * @param sums of the files of each version that is wanted
 * @param placement where it runs, where that is no matter of course
 * @param finding why none of the wanted versions can serve
 */
record PreparedLoad(
    ModelOrigin origin,
    FolderSnapshot snapshot,
    ModelFolder folder,
    ModelConfig config,
    List<Long> wanted,
    LoadPlan plan,
    Map<Long, String> sums,
    String sharedSum,
    Placement placement,
    Optional<Finding> finding) {
  /** Opens one of the versions, on a load thread. */
  HeldVersion open(Long version, VersionLoader loader, ConfigSource configs) throws IOException {
    LoadedModel model = loader.load(origin, folder, version, config, configs);
    return new HeldVersion(
        model,
        config,
        snapshot.versions().getOrDefault(version, new FolderStamp(Map.of())),
        sums.getOrDefault(version, ""),
        snapshot.shared(),
        sharedSum,
        placement);
  }
}
