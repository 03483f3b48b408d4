package dev.tandem.engine.repository.pbtxt;

import java.util.List;
import java.util.function.Function;

/** One list made of another. */
final class Lists {
  private Lists() {}

  static <A, B> List<B> map(List<A> list, Function<A, B> function) {
    return list.stream().map(function).toList();
  }
}
