package dev.tandem.engine.stats;

/**
 * What the response cache did for a model version.
 *
 * @param inUse whether answers are kept at all
 * @param miss lookups that found nothing, and what was then put in
 */
public record CacheStatistics(boolean inUse, DurationTotal hit, DurationTotal miss) {}
