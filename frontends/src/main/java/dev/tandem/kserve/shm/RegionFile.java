package dev.tandem.kserve.shm;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Opens the files of regions that are within them. */
final class RegionFile {
  /** Triton maps regions, so that it takes them from the beginning of a page on only. */
  private static final int PAGE_BYTES = 4096;

  private RegionFile() {}

  static SharedRegion open(Path folder, RegionInfo region) {
    Path path = RegionKey.file(folder, region.name(), region.key());
    FileChannel file = open(path, region.key());
    SharedRegion opened = new SharedRegion(region, file);
    boolean complete = false;
    try {
      check(region, file.size());
      complete = true;
      return opened;
    } catch (IOException e) {
      throw RegionKey.unopened(region.key(), e);
    } finally {
      if (!complete) {
        opened.release();
      }
    }
  }

  /** Neither what a link leads to, nor anything else than plain memory. */
  private static FileChannel open(Path path, String key) {
    try {
      if (!Files.isRegularFile(path, NOFOLLOW_LINKS)) {
        throw RegionKey.unopened(key, null);
      }
      return FileChannel.open(path, Set.of(READ, WRITE, NOFOLLOW_LINKS));
    } catch (IOException e) {
      throw RegionKey.unopened(key, e);
    }
  }

  private static void check(RegionInfo region, long fileBytes) {
    long offset = region.offset();
    long end = offset + region.byteSize();
    if (Long.compareUnsigned(end, fileBytes) > 0) {
      throw refusal(region, "invalid args");
    }
    boolean wraps = Long.compareUnsigned(end, offset) < 0;
    if (wraps || region.byteSize() == 0 || offset % PAGE_BYTES != 0) {
      throw refusal(region, "unable to process address spaceInvalid argument");
    }
  }

  private static ServingException refusal(RegionInfo region, String why) {
    return new ServingException(
        Reason.INVALID_REQUEST,
        "failed to register shared memory region '" + region.name() + "': " + why);
  }
}
