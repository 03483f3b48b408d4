package dev.tandem.kserve.shm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The file behind the name of a shared memory object, by the rules of {@code shm_open}. */
final class RegionKey {
  private static final String RESERVED = "triton_python_backend_shm_region_";
  private static final Set<String> FOLDERS = Set.of(".", "..");
  private static final int MAX_NAME_BYTES = 254;

  private RegionKey() {}

  /** A file right in {@code folder} and never anywhere else; throws where the key names none. */
  static Path file(Path folder, String region, String key) {
    String name = key.replaceFirst("^/+", "");
    if (name.isEmpty()) {
      throw refusal(region, " - invalid shm key '" + key + "'");
    }
    if (key.contains(RESERVED)) {
      throw refusal(
          region,
          " with key '" + key + "' as the key contains the reserved prefix '" + RESERVED + "'");
    }
    if (name.indexOf('/') >= 0
        || FOLDERS.contains(name)
        || name.getBytes(UTF_8).length > MAX_NAME_BYTES) {
      throw unopened(key, null);
    }
    try {
      return folder.resolve(name);
    } catch (InvalidPathException e) {
      throw unopened(key, e);
    }
  }

  static ServingException unopened(String key, @Nullable Exception why) {
    return new ServingException(
        Reason.SHARED_MEMORY_FAILED, "Unable to open shared memory region: '" + key + "'", why);
  }

  private static ServingException refusal(String region, String why) {
    return new ServingException(
        Reason.INVALID_REQUEST, "cannot register shared memory region '" + region + "'" + why);
  }
}
