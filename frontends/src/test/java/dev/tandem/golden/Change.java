package dev.tandem.golden;

/** What a server that knows the recordings makes of an answer before it sends it. */
@FunctionalInterface
interface Change<A> {
  A change(GoldenCase recorded, A answer);

  static <A> Change<A> none() {
    return (recorded, answer) -> answer;
  }
}
