package dev.tandem.tfserving.json;

import dev.tandem.engine.api.InferRequest;

/** A Predict of the REST API as the engine gets it, and the form in which its caller spoke. */
public record JsonPredict(InferRequest request, boolean inRows) {}
