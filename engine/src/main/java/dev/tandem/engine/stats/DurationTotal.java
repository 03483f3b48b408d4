package dev.tandem.engine.stats;

/** How often something happened and how long it took in all. */
public record DurationTotal(long count, long ns) {}
