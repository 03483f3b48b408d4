package dev.tandem.engine.schedule;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServedModel;

/** A model of this engine, which runs requests. */
public interface InferTarget extends ServedModel {
  /** Answers {@code request} through {@code sink}; never blocks. */
  InferCall submit(InferRequest request, ResponseSink sink);
}
