package dev.tandem.engine.backend;

import dev.tandem.engine.model.Device;
import dev.tandem.engine.tensor.NativePool;

/**
 * A loaded model version: what its instances share, such as the weights. Closed after all of its
 * instances.
 */
public interface BackendModel extends AutoCloseable {
  /**
   * One more instance, for the use of one thread.
   *
   * @param device one of those that the configuration's instance groups name
   */
  BackendInstance newInstance(Device device);

  /**
   * Where batches for it are best put together.
   *
   * @param ordinary where other tensors are
   */
  default NativePool batchMemory(NativePool ordinary) {
    return ordinary;
  }

  @Override
  void close();
}
