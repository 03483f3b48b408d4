package dev.tandem.golden;

/**
 * One recorded request with its answer, and what is needed to send it again.
 *
 * @param setup how the server was started: main, shm, explicit or bad
 * @param volatilePaths what of the answer may differ
 * @param fragile whether the recorded server can crash of it; ours must not
 */
record GoldenCase(
    String name,
    String group,
    String setup,
    Exchange exchange,
    VolatilePaths volatilePaths,
    Timing timing,
    SharedMemory memory,
    boolean fragile) {

  Protocol protocol() {
    return exchange.protocol();
  }

  /** Whether the request names, or the recorded answer lists, a model whose name starts so. */
  boolean touches(String modelPrefix) {
    return exchange.models().stream().anyMatch(model -> model.startsWith(modelPrefix));
  }
}
