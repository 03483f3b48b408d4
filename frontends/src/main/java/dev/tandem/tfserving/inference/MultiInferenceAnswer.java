package dev.tandem.tfserving.inference;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.protobuf.OutgoingMessage;
import dev.tandem.protobuf.WireSize;
import dev.tandem.protobuf.WireType;
import dev.tandem.protobuf.WireWriter;
import dev.tandem.tfserving.wire.AnswerSize;
import dev.tandem.tfserving.wire.AnswerSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The answer to a MultiInference, written straight from the memory of the engine's response. */
public final class MultiInferenceAnswer implements OutgoingMessage {
  private static final int RESULTS = 1 << 3 | WireType.LENGTH;
  private static final int MODEL_SPEC = 1 << 3 | WireType.LENGTH;
  private static final int CLASSIFICATION_RESULT = 2 << 3 | WireType.LENGTH;
  private static final int REGRESSION_RESULT = 3 << 3 | WireType.LENGTH;

  private final InferResponse response;
  private final List<TaskResult> results = new ArrayList<>();
  private final int size;

  /**
   * Refuses outputs that are not of the form that a task asks for, and an answer that is too large
   * for one message.
   */
  public MultiInferenceAnswer(InferResponse response, List<InferenceTask> tasks, long examples) {
    this.response = response;
    long total = 0;
    for (InferenceTask task : tasks) {
      ExampleResult result = task.method().result(response, task.signature(), examples);
      int tag =
          switch (task.method()) {
            case CLASSIFY -> CLASSIFICATION_RESULT;
            case REGRESS -> REGRESSION_RESULT;
          };
      AnswerSpec spec = new AnswerSpec(response.model(), task.signature().name());
      TaskResult taskResult = new TaskResult(spec, tag, result, result.size());
      results.add(taskResult);
      total += WireSize.lengthDelimited(RESULTS, taskResult.size());
    }
    size = AnswerSize.of(total);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void writeTo(WireWriter writer) throws IOException {
    for (TaskResult task : results) {
      writer.lengthDelimited(RESULTS, task.size());
      task.spec().writeField(MODEL_SPEC, writer);
      writer.lengthDelimited(task.tag(), task.resultSize());
      task.result().writeTo(writer);
    }
  }

  @Override
  public void close() {
    response.close();
  }

  /** An InferenceResult, its result in the field of {@code tag}. */
  private record TaskResult(AnswerSpec spec, int tag, ExampleResult result, long resultSize) {
    long size() {
      return spec.fieldSize(MODEL_SPEC) + WireSize.lengthDelimited(tag, resultSize);
    }
  }
}
