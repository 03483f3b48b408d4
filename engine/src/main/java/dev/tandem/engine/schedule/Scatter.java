package dev.tandem.engine.schedule;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.schedule.BatchPolicy.Padding;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Cuts the outputs of a batch into views, each request's own rows. */
final class Scatter {
  private final Map<String, Integer> raggedSources;
  private final Map<String, Reshape> reshapes;
  private final Padding padding;
  private final OutputRows outputRows;

  /**
   * @param raggedSources outputs that follow the shapes of an input, and that input's slot
   * @param reshapes from the model's shapes to the client's
   */
  Scatter(
      Map<String, Integer> raggedSources,
      Map<String, Reshape> reshapes,
      Padding padding,
      OutputRows outputRows) {
    this.raggedSources = new HashMap<>(raggedSources);
    this.reshapes = new HashMap<>(reshapes);
    this.padding = padding;
    this.outputRows = outputRows;
  }

  /** The outputs of a batch of one. */
  List<Tensor> outputsOfOne(PendingRequest request, int rows, List<Tensor> outputs) {
    boolean asTheyAre =
        raggedSources.isEmpty() && padding.rowsFor(rows) == rows && outputRows.mayDifferOfOne();
    if (!asTheyAre) {
      return outputs(List.of(request), rows, outputs).get(0);
    }
    if (reshapes.isEmpty() || request.request().model().isGraphView()) {
      return outputs;
    }
    return outputs.stream().map(output -> reshaped(request, output)).toList();
  }

  /** The outputs that each request of {@code batch} asked for, in the order of the backend. */
  List<List<Tensor>> outputs(List<PendingRequest> batch, int rows, List<Tensor> outputs) {
    List<List<Tensor>> answers = new ArrayList<>(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      answers.add(new ArrayList<>(outputs.size()));
    }
    for (Tensor output : outputs) {
      Integer source = raggedSources.get(output.name());
      if (source != null) {
        byElements(output, batch, source, answers);
      } else {
        byRows(output, batch, rows, answers);
      }
    }
    return answers;
  }

  private void byRows(
      Tensor output, List<PendingRequest> batch, int rows, List<List<Tensor>> answers) {
    int ran = padding.rowsFor(rows);
    Shape shape = output.shape();
    outputRows.check(output, ran);
    Shape row = shape.withoutLeading();
    StringRows strings = output.type() == DataType.BYTES ? new StringRows(output.bytes()) : null;
    long rowBytes = row.elementCount() * output.type().byteSize();
    long from = 0;
    for (int i = 0; i < batch.size(); i++) {
      PendingRequest request = batch.get(i);
      int own = request.rows();
      TensorBytes bytes =
          strings != null
              ? strings.next(own * row.elementCount())
              : output.bytes().slice(from, own * rowBytes);
      from += own * rowBytes;
      addIfWanted(request, output, row.withLeading(own), bytes, answers.get(i));
    }
  }

  /** For outputs without rows, whose elements are as many as the source input's of each request. */
  private void byElements(
      Tensor output, List<PendingRequest> batch, int source, List<List<Tensor>> answers) {
    StringRows strings = output.type() == DataType.BYTES ? new StringRows(output.bytes()) : null;
    long from = 0;
    for (int i = 0; i < batch.size(); i++) {
      PendingRequest request = batch.get(i);
      Tensor input = request.input(source);
      Shape shape = input == null ? Shape.of(0) : input.shape();
      long elements = shape.elementCount();
      long size = elements * output.type().byteSize();
      boolean enough =
          strings == null ? from + size <= output.bytes().size() : strings.has(elements);
      if (!enough) {
        throw new ServingException(
            Reason.EXECUTION_FAILED,
            "output '%s' of shape %s (expected: as many elements as the requests' inputs)"
                .formatted(output.name(), output.shape()));
      }
      TensorBytes bytes =
          strings == null ? output.bytes().slice(from, size) : strings.next(elements);
      from += size;
      addIfWanted(request, output, shape, bytes, answers.get(i));
    }
  }

  private void addIfWanted(
      PendingRequest request, Tensor whole, Shape shape, TensorBytes bytes, List<Tensor> answer) {
    List<String> wanted = request.request().outputs();
    if (wanted.isEmpty() || wanted.contains(whole.name())) {
      answer.add(reshaped(request, new Tensor(whole.name(), whole.type(), shape, bytes)));
    }
  }

  private Tensor reshaped(PendingRequest request, Tensor output) {
    Reshape reshape =
        reshapes.isEmpty() || request.request().model().isGraphView()
            ? null
            : reshapes.get(output.name());
    return reshape == null ? output : output.withShape(reshape.apply(output.shape()));
  }
}
