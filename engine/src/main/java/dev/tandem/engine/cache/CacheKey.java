package dev.tandem.engine.cache;

import java.nio.ByteBuffer;

/** What stands for a request in a cache: 256 bits that no other request has. */
public record CacheKey(long first, long second, long third, long fourth) {
  static CacheKey of(byte[] digest) {
    ByteBuffer bytes = ByteBuffer.wrap(digest);
    return new CacheKey(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
  }

  /** As a text of 64 hexadecimal digits. */
  public String hex() {
    return "%016x%016x%016x%016x".formatted(first, second, third, fourth);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(first);
  }
}
