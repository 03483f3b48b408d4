package dev.tandem.tfserving.rest;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.json.ByteSink;
import java.util.function.Function;

/**
 * What the engine gets, and how its answer becomes a body.
 *
 * @param writer borrows the response; may refuse
 */
record RestInference(InferRequest request, Function<InferResponse, ByteSink> writer) {}
