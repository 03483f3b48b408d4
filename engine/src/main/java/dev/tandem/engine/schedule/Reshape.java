package dev.tandem.engine.schedule;

import dev.tandem.engine.tensor.Shape;

/**
 * Turns a shape of one form into the other form of the same size. The n-th variable dimension of
 * one stands for the n-th of the other; the leading batch dimensions, which neither form lists, are
 * kept.
 */
record Reshape(Shape from, Shape to, int batchDims) {
  Shape apply(Shape actual) {
    long[] dims = new long[batchDims + to.rank()];
    for (int i = 0; i < batchDims; i++) {
      dims[i] = actual.dim(i);
    }
    int source = 0;
    for (int i = 0; i < to.rank(); i++) {
      long dim = to.dim(i);
      if (dim == Shape.VARIABLE) {
        while (from.dim(source) != Shape.VARIABLE) {
          source++;
        }
        dim = actual.dim(batchDims + source++);
      }
      dims[batchDims + i] = dim;
    }
    return Shape.of(dims);
  }
}
