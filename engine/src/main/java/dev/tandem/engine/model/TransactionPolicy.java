package dev.tandem.engine.model;

/** Whether a request may be answered by any number of responses. */
public record TransactionPolicy(boolean decoupled) {}
