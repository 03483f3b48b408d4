package dev.tandem.engine.schedule;

import dev.tandem.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What the check of a request found.
 *
 * @param bySlot the inputs in the order of the model's, with nothing where one is left out
 * @param rows that the request brings to a batch, at least 1
 * @param bytes of all inputs
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, to the request that it was made for
record CheckedInputs(@Nullable Tensor[] bySlot, int rows, long bytes) {}
