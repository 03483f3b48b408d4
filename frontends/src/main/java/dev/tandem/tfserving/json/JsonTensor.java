package dev.tandem.tfserving.json;

import dev.tandem.engine.tensor.Shape;

/** What one input was given. */
record JsonTensor(Shape shape, Elements elements) {}
