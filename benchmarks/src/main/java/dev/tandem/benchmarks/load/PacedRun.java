package dev.tandem.benchmarks.load;

import dev.tandem.benchmarks.figures.Latencies;

/**
 * What came of sending at a pace.
 *
 * @param run whose latencies count from when a request should have been sent
 * @param lateness how much of that went by before it was
 */
public record PacedRun(LoadRun run, Latencies lateness) {}
