package dev.tandem.tfserving.example;

import static java.util.Objects.requireNonNull;

import dev.tandem.protobuf.Spans;
import dev.tandem.protobuf.WireCursor;

/**
 * The Examples of one request where they arrived, each known to be sound, and what stands before
 * each of them.
 *
 * @param context the parts of the one Example whose features all others have that lack them
 */
public record Examples(WireCursor cursor, Spans each, Spans context) {
  public Examples {
    requireNonNull(cursor, "cursor");
    requireNonNull(each, "each");
    requireNonNull(context, "context");
  }

  public int count() {
    return each.count();
  }
}
