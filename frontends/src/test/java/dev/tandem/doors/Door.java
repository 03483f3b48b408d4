package dev.tandem.doors;

import java.util.Map;

/** One way for a client to run a model. */
interface Door extends AutoCloseable {
  /**
   * @param version 0 for the newest
   */
  Answer infer(String model, long version, Map<String, Values> inputs) throws Exception;

  @Override
  void close();
}
