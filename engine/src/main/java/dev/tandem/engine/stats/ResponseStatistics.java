package dev.tandem.engine.stats;

/**
 * The answers of one position among those to a request of a decoupled model. One that says only
 * that there are no more is empty.
 */
public record ResponseStatistics(
    int index,
    DurationTotal computeInfer,
    DurationTotal computeOutput,
    DurationTotal success,
    DurationTotal fail,
    DurationTotal emptyResponse,
    DurationTotal cancel) {}
