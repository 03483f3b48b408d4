package dev.tandem.tfserving.inference;

import dev.tandem.engine.api.InferRequest;

/** What the engine gets for a number of examples. */
public record ExampleRequest(InferRequest request, int examples) {}
