package dev.tandem.engine.backend;

/**
 * A loaded model version: what its instances share, such as the weights. Closed after all of its
 * instances.
 */
public interface BackendModel extends AutoCloseable {
  /** One more instance, for the use of one thread. */
  BackendInstance newInstance();

  @Override
  void close();
}
