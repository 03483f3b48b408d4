package dev.tandem.engine.ensemble;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.ServingException;

/** One request on its way. */
interface Run extends InferCall {
  void start();

  /** What becomes of the request: any number of answers, and then one of the two others. */
  interface Ending {
    /** One of many answers, with more to come. */
    void answered(InferResponse response);

    /** The last answer, which is empty where there are no more. */
    void succeeded(InferResponse response, StepTimes times);

    void failed(ServingException failure);
  }
}
