package dev.tandem.doors;

import java.util.Map;

/** One way for a client to run a model. */
interface Door extends AutoCloseable {
  /** Runs a version of a model, where 0 stands for the newest. */
  Answer infer(String model, long version, Map<String, Values> inputs) throws Exception;

  @Override
  void close();
}
