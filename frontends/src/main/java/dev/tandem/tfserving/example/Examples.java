package dev.tandem.tfserving.example;

import static java.util.Objects.requireNonNull;

import dev.tandem.protobuf.Spans;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.tfserving.wire.TfServingException;
import io.grpc.Status;

/**
 * The Examples of one request where they arrived, each known to be sound, and what stands before
 * each of them.
 *
 * @param context the parts of the one Example whose features all others have that lack them
 */
public record Examples(WireCursor cursor, Spans each, Spans context) {
  /** A few bytes may be an example, and each costs memory here. */
  static final int MOST = 1 << 20;

  static TfServingException tooMany() {
    return new TfServingException(
        Status.Code.RESOURCE_EXHAUSTED, "More than " + MOST + " examples in one request");
  }

  public Examples {
    requireNonNull(cursor, "cursor");
    requireNonNull(each, "each");
    requireNonNull(context, "context");
  }

  public int count() {
    return each.count();
  }
}
