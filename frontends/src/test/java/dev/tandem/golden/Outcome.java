package dev.tandem.golden;

/**
 * How one case came out.
 *
 * @param why the difference that counts most, empty where the answers are exactly the same
 */
record Outcome(
    String name, String group, Protocol protocol, boolean compatible, boolean exact, String why) {
  static Outcome of(GoldenCase goldenCase, Verdict verdict) {
    return new Outcome(
        goldenCase.name(),
        goldenCase.group(),
        goldenCase.protocol(),
        verdict.isCompatible(),
        verdict.isExact(),
        verdict.why());
  }
}
