package dev.tandem.server;

/**
 * What TensorFlow Serving's users say of warm-up.
 *
 * @param recorded whether requests that a version folder brings along are replayed
 * @param times how often each of them runs; 0 stands for once
 */
public record WarmupOptions(boolean recorded, int times) {}
