package dev.tandem.tfserving.rest;

import dev.tandem.tfserving.wire.SignatureLookup;

/**
 * How the REST API treats requests.
 *
 * @param maxBodyBytes of a request, as it is sent
 * @param leastTensorBytes that the tensors of any request may take, however short it is
 * @param timeoutMs how long an inference may take
 * @param signatures how the signature of a request is found
 * @param cors whether scripts of other origins may read the answers
 */
public record RestOptions(
    long maxBodyBytes,
    int leastTensorBytes,
    long timeoutMs,
    SignatureLookup signatures,
    boolean cors) {
  public RestOptions {
    requirePositive("maxBodyBytes", maxBodyBytes);
    requirePositive("leastTensorBytes", leastTensorBytes);
    requirePositive("timeoutMs", timeoutMs);
  }

  private static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
