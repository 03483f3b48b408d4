package dev.tandem.engine.repository;

import dev.tandem.engine.model.ModelConfig;

/**
 * A version that serves, with what it was loaded from.
 *
 * @param sum of the version's files
 * @param sharedSum of what the versions of the model share, such as labels
 */
record HeldVersion(
    LoadedModel model,
    ModelConfig config,
    FolderStamp stamp,
    String sum,
    FolderStamp shared,
    String sharedSum) {}
