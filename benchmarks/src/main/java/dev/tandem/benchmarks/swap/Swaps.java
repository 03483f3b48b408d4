package dev.tandem.benchmarks.swap;

import dev.tandem.benchmarks.endtoend.RepositoryClient;
import dev.tandem.benchmarks.models.LargeModel;
import java.io.IOException;

/**
 * Has the server load and unload the large model, in a process of its own, until it is told to
 * stop.
 */
public final class Swaps {
  private final QuietProcess process;

  private Swaps(QuietProcess process) {
    this.process = process;
  }

  static Swaps start(int httpPort) throws IOException {
    return new Swaps(QuietProcess.start(Swaps.class, Integer.toString(httpPort)));
  }

  /** Takes the server's port; loads and unloads until the input ends, and says how often. */
  public static void main(String[] args) throws IOException {
    RepositoryClient repository = new RepositoryClient(Integer.parseInt(args[0]));
    int loads = 0;
    while (QuietProcess.isWanted()) {
      repository.load(LargeModel.NAME);
      repository.unload(LargeModel.NAME);
      loads++;
    }
    System.out.println(loads);
  }

  /** Waits for the end of the load that is under way; says how many there were. */
  int stop() throws IOException {
    return Integer.parseInt(process.end());
  }
}
