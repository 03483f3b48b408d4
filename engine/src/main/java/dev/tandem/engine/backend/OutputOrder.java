package dev.tandem.engine.backend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Comparator;

/** The order in which answers list outputs, whatever the order of the request. */
public final class OutputOrder {
  /** By the bytes of the name. */
  public static final Comparator<String> BY_NAME =
      Comparator.comparing(name -> name.getBytes(UTF_8), Arrays::compareUnsigned);

  private OutputOrder() {}
}
