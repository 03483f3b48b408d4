package dev.tandem.engine.stats;

/**
 * The moments of one execution on the nanosecond clock: gathering starts, the model starts, the
 * model is done, answers are ready.
 */
public record PhaseTimes(long startNs, long inferNs, long outputNs, long endNs) {}
