package dev.tandem.kserve.rest;

import dev.tandem.engine.api.InferResponse;

/** How the answers to one generate request go out; told by one thread at a time. */
interface GenerateAnswers {
  /** Takes {@code response} over, which has outputs. */
  void add(InferResponse response);

  /** The model failed with {@code message}. */
  void fail(String message);

  /** There are no more, also after a failure. */
  void end();
}
