package dev.tandem.engine.ensemble;

import dev.tandem.engine.stats.PhaseTimes;

/** What the phases of all steps of one request took together; under its run's lock. */
final class StepTimes {
  private long queueNs;
  private long inputNs;
  private long inferNs;
  private long outputNs;

  void add(long arrivedNs, PhaseTimes times) {
    queueNs += times.startNs() - arrivedNs;
    inputNs += times.inferNs() - times.startNs();
    inferNs += times.outputNs() - times.inferNs();
    outputNs += times.endNs() - times.outputNs();
  }

  /** Adds those of other steps. */
  void add(StepTimes others) {
    queueNs += others.queueNs;
    inputNs += others.inputNs;
    inferNs += others.inferNs;
    outputNs += others.outputNs;
  }

  /** The time that the steps waited. */
  long queueNs() {
    return queueNs;
  }

  /** The phases as if they had come one after the other, up to {@code endNs}. */
  PhaseTimes phasesUpTo(long endNs) {
    long outputFromNs = endNs - outputNs;
    long inferFromNs = outputFromNs - inferNs;
    return new PhaseTimes(inferFromNs - inputNs, inferFromNs, outputFromNs, endNs);
  }
}
