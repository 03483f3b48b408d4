package dev.tandem.engine.repository.pbtxt;

/** Unsigned fields as the signed numbers of the records. */
final class Unsigned {
  private Unsigned() {}

  static long read(int uint32) {
    return Integer.toUnsignedLong(uint32);
  }

  /** Above {@link Long#MAX_VALUE} nothing is counted, so that no limit ever turns negative. */
  static long read(long uint64) {
    return uint64 < 0 ? Long.MAX_VALUE : uint64;
  }

  static int write(long uint32) {
    return (int) uint32;
  }
}
