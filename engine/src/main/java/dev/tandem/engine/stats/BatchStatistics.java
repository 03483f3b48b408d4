package dev.tandem.engine.stats;

/** The executions of one batch size. */
public record BatchStatistics(
    long batchSize,
    DurationTotal computeInput,
    DurationTotal computeInfer,
    DurationTotal computeOutput) {}
