package dev.tandem.benchmarks.memory;

import dev.tandem.benchmarks.endtoend.MeasuredServer;
import dev.tandem.benchmarks.endtoend.RepositoryClient;
import dev.tandem.benchmarks.models.LargeModel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, asked over REST. */
final class ServerCycle implements LoadCycle {
  /** A model is freed two seconds after its last request, and freed memory returned a second on. */
  private static final long RETURN_SECONDS = 5;

  private final MeasuredServer server;
  private final RepositoryClient repository;

  ServerCycle(MeasuredServer server) {
    this.server = server;
    repository = new RepositoryClient(server.httpPort());
  }

  @Override
  public ProcessHandle process() {
    return server.process();
  }

  @Override
  public void run() throws IOException {
    repository.load(LargeModel.NAME);
    repository.unload(LargeModel.NAME);
  }

  @Override
  public void rest() throws IOException, InterruptedException {
    repository.awaitUnloaded(LargeModel.NAME);
    TimeUnit.SECONDS.sleep(RETURN_SECONDS);
  }
}
