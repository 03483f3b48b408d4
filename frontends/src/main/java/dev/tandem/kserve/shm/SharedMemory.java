package dev.tandem.kserve.shm;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The regions that clients have registered, for the doors of KServe; for any thread. The map is
 * replaced as a whole under the lock of this and read without it.
 */
public final class SharedMemory implements AutoCloseable {
  /** Where {@code shm_open} has its objects on Linux. */
  public static final Path FOLDER = Path.of("/dev/shm");

  /** Of a server that lets nobody register regions. */
  public static final SharedMemory OFF =
      new SharedMemory(false, FOLDER, new NativePool(0), new ByteBudget(0));

  /** Each has a file open, of which a process may have only so many. */
  static final int MAX_REGIONS = 1024;

  private final boolean allowed;
  private final Path folder;
  private final NativePool pool;
  private final ByteBudget budget;
  private volatile Map<String, SharedRegion> regions = Map.of();

  /**
   * @param folder where the shared memory objects are
   * @param budget what the copies of inputs are counted against until their requests are answered
   */
  public SharedMemory(Path folder, NativePool pool, ByteBudget budget) {
    this(true, folder, pool, budget);
  }

  private SharedMemory(boolean allowed, Path folder, NativePool pool, ByteBudget budget) {
    this.allowed = allowed;
    this.folder = folder;
    this.pool = pool;
    this.budget = budget;
  }

  public void requireAllowed() {
    if (!allowed) {
      throw new ServingException(
          Reason.UNSUPPORTED,
          "Client shared memory is disabled. Start the server with '--allow-client-shm=true' to"
              + " enable.");
    }
  }

  /** Takes {@code region} in; throws where there is no such memory, or its name is taken. */
  public synchronized void register(RegionInfo region) {
    requireAllowed();
    if (regions.containsKey(region.name())) {
      throw new ServingException(
          Reason.ALREADY_EXISTS, "shared memory region '" + region.name() + "' already in manager");
    }
    if (regions.size() >= MAX_REGIONS) {
      throw new ServingException(
          Reason.INVALID_REQUEST,
          "cannot register shared memory region '"
              + region.name()
              + "' as there are "
              + MAX_REGIONS
              + " regions already");
    }
    Map<String, SharedRegion> more = new HashMap<>(regions);
    more.put(region.name(), RegionFile.open(folder, region));
    regions = Map.copyOf(more);
  }

  /** Forgets one region, if it is there, or all; they are let go once no request uses them. */
  public synchronized void unregister(Optional<String> name) {
    requireAllowed();
    name.ifPresentOrElse(this::forget, this::close);
  }

  private void forget(String name) {
    SharedRegion region = regions.get(name);
    if (region != null) {
      Map<String, SharedRegion> fewer = new HashMap<>(regions);
      fewer.remove(name);
      regions = Map.copyOf(fewer);
      region.release();
    }
  }

  /** One region, or all in the order of their names; throws where the one is not there. */
  public List<RegionInfo> status(Optional<String> name) {
    return name.map(this::one).orElseGet(this::all);
  }

  private List<RegionInfo> one(String name) {
    SharedRegion region = regions.get(name);
    if (region == null) {
      throw new ServingException(
          Reason.MODEL_NOT_FOUND, "Unable to find system shared memory region: '" + name + "'");
    }
    return List.of(region.info());
  }

  private List<RegionInfo> all() {
    return regions.values().stream()
        .map(SharedRegion::info)
        .sorted(Comparator.comparing(RegionInfo::name))
        .toList();
  }

  /** The bytes that {@code use} means; throws where they are not within a region. */
  public RegionSlice slice(RegionUse use) {
    SharedRegion region = regions.get(use.region());
    if (region == null) {
      throw unknown(use);
    }
    long regionSize = region.info().byteSize();
    if (Long.compareUnsigned(use.offset(), regionSize) >= 0) {
      throw invalid("offset", use);
    }
    if (Long.compareUnsigned(use.byteSize(), regionSize - use.offset()) > 0) {
      throw invalid("offset + byte size", use);
    }
    if (!region.tryShare()) {
      throw unknown(use);
    }
    return new RegionSlice(region, use.offset(), use.byteSize());
  }

  /** A copy of the bytes that {@code use} means. */
  public RegionCopy copy(RegionUse use) {
    try (RegionSlice slice = slice(use)) {
      return RegionCopy.of(slice, pool, budget);
    }
  }

  private static ServingException unknown(RegionUse use) {
    return new ServingException(
        Reason.MODEL_NOT_FOUND, "Unable to find shared memory region: '" + use.region() + "'");
  }

  private static ServingException invalid(String what, RegionUse use) {
    return new ServingException(
        Reason.INVALID_REQUEST,
        "Invalid " + what + " for shared memory region: '" + use.region() + "'");
  }

  /** Forgets all regions. */
  @Override
  public synchronized void close() {
    Map<String, SharedRegion> forgotten = regions;
    regions = Map.of();
    forgotten.values().forEach(SharedRegion::release);
  }
}
