package dev.tandem.tfserving.rest;

import dev.tandem.tfserving.wire.SignatureLookup;

/**
 * How the REST API treats requests.
 *
 * @param maxBodyBytes of a request, as it is sent
 * @param maxTensorBytes that the tensors of one request may take in memory
 * @param timeoutMs how long an inference may take
 * @param signatures how the signature of a request is found
 * @param cors whether scripts of other origins may read the answers
 */
public record RestOptions(
    long maxBodyBytes,
    int maxTensorBytes,
    long timeoutMs,
    SignatureLookup signatures,
    boolean cors) {
  public RestOptions {
    requirePositive("maxBodyBytes", maxBodyBytes);
    requirePositive("maxTensorBytes", maxTensorBytes);
    requirePositive("timeoutMs", timeoutMs);
  }

  private static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
