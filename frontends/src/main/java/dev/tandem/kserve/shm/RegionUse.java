package dev.tandem.kserve.shm;

/**
 * Which bytes of a region a tensor lies in, or is to go to, as a client says it.
 *
 * @param offset from the beginning of the region; unsigned
 * @param byteSize unsigned
 */
public record RegionUse(String region, long offset, long byteSize) {}
