package dev.tandem.engine.model;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;

/**
 * An input or output as the model file declares it, with the batch dimension. Optional inputs have
 * a default in the file.
 */
public record GraphTensor(String name, DataType type, Shape shape, boolean optional) {}
