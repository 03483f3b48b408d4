package dev.tandem.engine.gpu;

/**
 * A GPU that the driver shows this process.
 *
 * @param index its CUDA ordinal, which counts the devices of {@code CUDA_VISIBLE_DEVICES} only
 * @param uuid as {@code nvidia-smi -L} prints it; empty where the driver does not say
 */
public record Gpu(int index, String name, long memoryBytes, String uuid) {}
