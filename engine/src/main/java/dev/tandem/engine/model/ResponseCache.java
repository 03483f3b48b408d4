package dev.tandem.engine.model;

/** Whether answers are kept for equal requests. */
public record ResponseCache(boolean enabled) {}
