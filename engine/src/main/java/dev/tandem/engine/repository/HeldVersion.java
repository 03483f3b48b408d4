package dev.tandem.engine.repository;

import dev.tandem.engine.model.ModelConfig;

/**
 * A version that serves, with what it was loaded from.
 *
 * @param sum of the version's files
 * @param sharedSum of what the versions of the model share, such as labels
 * @param placement where it runs, where that is no matter of course
 */
record HeldVersion(
    LoadedModel model,
    ModelConfig config,
    FolderStamp stamp,
    String sum,
    FolderStamp shared,
    String sharedSum,
    Placement placement) {
  /** The same model, of the files that {@code prepared} found to be no others. */
  HeldVersion restamped(Long version, PreparedLoad prepared) {
    FolderStamp now = prepared.snapshot().versions().get(version);
    return new HeldVersion(
        model,
        config,
        now == null ? stamp : now,
        sum,
        prepared.snapshot().shared(),
        sharedSum,
        placement);
  }
}
