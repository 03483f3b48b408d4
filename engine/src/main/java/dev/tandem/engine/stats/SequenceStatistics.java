package dev.tandem.engine.stats;

/**
 * The sequences of a model.
 *
 * @param open that have begun and not ended
 * @param stateBytes that are kept for their next requests
 */
public record SequenceStatistics(long open, long stateBytes) {
  public static final SequenceStatistics NONE = new SequenceStatistics(0, 0);
}
