package dev.tandem.tfserving.config;

import dev.tandem.engine.model.VersionPolicy;
import dev.tandem.proto.tfserving.FileSystemStoragePathSourceConfig.ServableVersionPolicy;

/** The version policy of a base path. */
final class WantedVersions {
  private WantedVersions() {}

  static VersionPolicy of(ServableVersionPolicy policy) {
    return switch (policy.getPolicyChoiceCase()) {
      case LATEST -> new VersionPolicy.Latest(count(policy.getLatest().getNumVersions()));
      case ALL -> new VersionPolicy.All();
      case SPECIFIC -> new VersionPolicy.Specific(policy.getSpecific().getVersionsList());
      case POLICYCHOICE_NOT_SET -> VersionPolicy.DEFAULT;
    };
  }

  /** 0 stands for 1; the number on the wire has no sign. */
  private static int count(int unsigned) {
    return unsigned < 0 ? Integer.MAX_VALUE : Math.max(1, unsigned);
  }
}
