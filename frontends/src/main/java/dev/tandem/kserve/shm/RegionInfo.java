package dev.tandem.kserve.shm;

/**
 * A region as it was registered.
 *
 * @param key the name of the shared memory object that it is a part of
 * @param offset where it begins in the object
 */
public record RegionInfo(String name, String key, long offset, long byteSize) {}
