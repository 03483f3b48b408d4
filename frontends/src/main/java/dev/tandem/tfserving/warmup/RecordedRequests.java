package dev.tandem.tfserving.warmup;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.warmup.WarmupSource;
import dev.tandem.proto.tfserving.PredictionLog;
import dev.tandem.protobuf.MalformedMessageException;
import dev.tandem.tfserving.wire.SignatureLookup;
import dev.tandem.tfserving.wire.TfServingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Replays {@code assets.extra/tf_serving_warmup_requests} of a version folder. Which model and
 * version the requests were recorded for does not matter; their signature does.
 */
public final class RecordedRequests implements WarmupSource {
  private static final Path FILE = Path.of("assets.extra", "tf_serving_warmup_requests");
  private static final int MAX_RECORDS = 1000;

  private final LoggedRequests requests;
  private final int times;

  /**
   * @param maxTensorBytes what the tensors of one request may take in memory
   * @param signatures how the signature of a request is found
   * @param times how often each request is run on each instance
   */
  public RecordedRequests(
      NativePool pool, int maxTensorBytes, SignatureLookup signatures, int times) {
    requests = new LoggedRequests(pool, maxTensorBytes, signatures);
    this.times = times;
  }

  @Override
  public boolean replay(Path versionFolder, ServedModel model, Runs runs) throws IOException {
    Path file = versionFolder.resolve(FILE);
    if (!Files.exists(file)) {
      return false;
    }
    try (TfRecordFile records = TfRecordFile.open(file)) {
      int read = 0;
      for (Optional<byte[]> record = records.next(); record.isPresent(); record = records.next()) {
        read++;
        if (read > MAX_RECORDS) {
          throw new ServingException(
              Reason.INVALID_REQUEST,
              "Number of warmup records exceeds the maximum (" + MAX_RECORDS + ") at " + file);
        }
        replay(record.get(), read, file, model.graphView(), runs);
      }
    }
    return true;
  }

  private void replay(byte[] record, int number, Path file, ServedModel model, Runs runs) {
    try {
      PredictionLog log = PredictionLog.parseFrom(record);
      requests.read(log, model).ifPresent(request -> runs.run(request, times));
    } catch (InvalidProtocolBufferException | MalformedMessageException e) {
      throw new ServingException(
          Reason.INVALID_REQUEST,
          "Failed to parse warmup record: " + number + " from " + file + ": " + e.getMessage(),
          e);
    } catch (TfServingException e) {
      throw failed(Reason.INVALID_REQUEST, e.text(), number, file, e);
    } catch (ServingException e) {
      throw failed(e.reason(), e.text(), number, file, e);
    }
  }

  private static ServingException failed(
      Reason reason, String text, int number, Path file, RuntimeException cause) {
    return new ServingException(
        reason, text + " (warmup record " + number + " of " + file + ")", cause);
  }
}
