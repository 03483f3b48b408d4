package dev.tandem.tfserving.warmup;

import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.warmup.WarmupSource;
import dev.tandem.status.TfServingStatus;
import dev.tandem.tfserving.metrics.WarmupMetrics;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;

/** Counts the requests that another source replays. */
public final class CountedWarmup implements WarmupSource {
  private final WarmupSource source;
  private final WarmupMetrics metrics;

  public CountedWarmup(WarmupSource source, WarmupMetrics metrics) {
    this.source = source;
    this.metrics = metrics;
  }

  @Override
  public boolean replay(Path versionFolder, ServedModel model, Runs runs) throws IOException {
    Replay replay = new Replay(versionFolder);
    try {
      boolean found =
          source.replay(
              versionFolder,
              model,
              (request, times) -> {
                replay.read++;
                runs.run(request, times);
              });
      if (found) {
        replay.ended(Status.Code.OK.name());
      }
      return found;
    } catch (ServingException e) {
      replay.ended(TfServingStatus.code(e.reason()) + ": " + e.text());
      throw e;
    } catch (IOException | RuntimeException e) {
      replay.ended(Status.Code.INTERNAL + ": " + e.getMessage());
      throw e;
    }
  }

  /** One pass through the requests of a folder. */
  private final class Replay {
    private final Path folder;
    private final long startNs = System.nanoTime();
    private int read;

    Replay(Path folder) {
      this.folder = folder;
    }

    void ended(String status) {
      metrics.replayed(folder.toString(), status, read, System.nanoTime() - startNs);
    }
  }
}
