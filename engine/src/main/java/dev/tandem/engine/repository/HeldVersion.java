package dev.tandem.engine.repository;

import dev.tandem.engine.model.ModelConfig;

/**
 * A version that serves, with what it was loaded from.
 *
 * @param digest of the version's files
 * @param sharedDigest of what the versions of the model share, such as labels
 */
record HeldVersion(
    LoadedModel model,
    ModelConfig config,
    FolderStamp stamp,
    String digest,
    FolderStamp shared,
    String sharedDigest) {}
