package dev.tandem.engine.schedule;

import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Lays the rows of several tensors into one. Rows that a batch lacks are copies of the last
 * tensor's first row; elements that a row lacks are copies of its tensor's first element.
 */
final class RowPadding {
  private RowPadding() {}

  /** The shape that has room for each row of {@code shapes}, which are of one rank. */
  static Shape largest(List<Shape> shapes) {
    long[] dims = shapes.get(0).toArray();
    for (Shape shape : shapes) {
      for (int i = 1; i < dims.length; i++) {
        dims[i] = Math.max(dims[i], shape.dim(i));
      }
    }
    return Shape.of(dims);
  }

  /** Fills {@code target}, which holds a tensor of {@code whole} shape. */
  static void copy(List<Tensor> parts, List<Shape> shapes, Shape whole, ByteBuffer target) {
    Shape wholeRow = whole.withoutLeading();
    for (int i = 0; i < parts.size(); i++) {
      Tensor part = parts.get(i);
      if (sameRows(shapes.get(i), whole)) {
        part.bytes().copyTo(target);
      } else {
        widen(part, shapes.get(i), wholeRow, target);
      }
    }
    int filled = target.position();
    int last = parts.size() - 1;
    int rowBytes = Math.toIntExact(wholeRow.elementCount() * parts.get(last).type().byteSize());
    if (target.position() < target.limit()) {
      int firstRow = filled - Math.toIntExact(shapes.get(last).dim(0)) * rowBytes;
      ByteBuffer row = target.slice(firstRow, rowBytes);
      while (target.hasRemaining()) {
        target.put(row.duplicate());
      }
    }
  }

  private static boolean sameRows(Shape shape, Shape whole) {
    for (int i = 1; i < whole.rank(); i++) {
      if (shape.dim(i) != whole.dim(i)) {
        return false;
      }
    }
    return true;
  }

  private static void widen(Tensor part, Shape shape, Shape wholeRow, ByteBuffer target) {
    int elementBytes = part.type().byteSize();
    ByteBuffer source = part.bytes().asOneRun();
    ByteBuffer filler = source.slice(0, elementBytes);
    for (long row = 0; row < shape.dim(0); row++) {
      widenDim(source, shape, 1, wholeRow, target, filler);
    }
  }

  /** Copies what the row has along dimension {@code dim}, and fills up the rest of it. */
  private static void widenDim(
      ByteBuffer source,
      Shape shape,
      int dim,
      Shape wholeRow,
      ByteBuffer target,
      ByteBuffer filler) {
    if (dim == shape.rank()) {
      ByteBuffer element = source.slice(source.position(), filler.capacity());
      target.put(element);
      source.position(source.position() + filler.capacity());
      return;
    }
    for (long i = 0; i < shape.dim(dim); i++) {
      widenDim(source, shape, dim + 1, wholeRow, target, filler);
    }
    long missing = wholeRow.dim(dim - 1) - shape.dim(dim);
    for (int i = dim; i < wholeRow.rank(); i++) {
      missing *= wholeRow.dim(i);
    }
    for (long i = 0; i < missing; i++) {
      target.put(filler.duplicate());
    }
  }

  /** The elements of all {@code parts}, and copies of the last one's first row. */
  static TensorBytes strings(List<Tensor> parts, Shape whole, int rows) {
    List<TensorBytes> runs = new ArrayList<>();
    parts.forEach(part -> runs.add(part.bytes()));
    int missing = Math.toIntExact(whole.dim(0) - rows);
    if (missing > 0) {
      Tensor last = parts.get(parts.size() - 1);
      StringRows stringRows = new StringRows(last.bytes());
      long rowElements = whole.withoutLeading().elementCount();
      runs.addAll(Collections.nCopies(missing, stringRows.next(rowElements)));
    }
    return TensorBytes.concat(runs);
  }
}
