package dev.tandem.engine.backend.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.BackendInstance;
import dev.tandem.engine.backend.BackendResult;
import dev.tandem.engine.tensor.Tensor;
import java.util.List;

/** Runs a session's graph for one thread. */
final class OnnxInstance implements BackendInstance {
  private final OnnxSession session;
  private final OrtSession.RunOptions options;
  private final Termination termination;
  private final Inputs inputs;
  private final Outputs outputs;
  private boolean closed;

  OnnxInstance(OnnxSession session, OrtSession.RunOptions options) {
    this.session = session;
    this.options = options;
    termination = new Termination(options);
    inputs = session.inputs();
    outputs = session.outputs();
  }

  @Override
  public void execute(List<Tensor> tensors, List<String> outputNames, ResultSink sink) {
    if (closed) {
      throw new IllegalStateException("instance: used after it was closed");
    }
    sink.onResult(run(tensors, outputNames), true);
  }

  private BackendResult run(List<Tensor> tensors, List<String> outputNames) {
    outputs.select(outputNames);
    termination.begin();
    try {
      inputs.bind(tensors);
      long rows = session.rowsOf(tensors);
      run(rows);
      return outputs.take(rows, inputs.era());
    } catch (OrtException e) {
      throw termination.isTold() ? OrtErrors.terminated(e) : OrtErrors.running(e);
    } catch (OutOfMemoryError e) {
      throw new ServingException(
          Reason.OUT_OF_MEMORY, "no memory for a run of model '" + session.model() + "'", e);
    } finally {
      termination.end();
      inputs.release();
      outputs.discard();
    }
  }

  private void run(long rows) throws OrtException {
    while (true) {
      outputs.pin(rows, inputs.era());
      try {
        session.run(options, inputs, outputs);
        return;
      } catch (OrtException e) {
        if (!outputs.unpin(e)) {
          throw e;
        }
        outputs.discard();
      }
    }
  }

  @Override
  public void terminate() {
    termination.terminate();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      inputs.close();
      outputs.close();
      options.close();
      session.instanceClosed();
    }
  }
}
