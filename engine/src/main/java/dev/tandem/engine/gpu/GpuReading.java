package dev.tandem.engine.gpu;

import java.util.OptionalDouble;

/**
 * What a GPU does just now; empty what it does not say.
 *
 * @param uuid as {@code nvidia-smi -L} prints it
 * @param utilization from 0 to 1
 * @param joules consumed since it was first read
 */
public record GpuReading(
    String uuid,
    OptionalDouble utilization,
    OptionalDouble memoryTotalBytes,
    OptionalDouble memoryUsedBytes,
    OptionalDouble powerWatts,
    OptionalDouble powerLimitWatts,
    OptionalDouble joules) {}
