package dev.tandem.tfserving.wire;

import dev.tandem.engine.api.ServedModel;
import org.jspecify.annotations.Nullable;

/**
 * The signature of the model that was asked last, since one costs more to make than a small request
 * does; for any thread.
 */
public final class LastSignature {
  private volatile @Nullable Entry last;

  public Signature of(ServedModel model) {
    Entry entry = last;
    if (entry == null || entry.model != model) {
      entry = new Entry(model, Signature.of(model));
      last = entry;
    }
    return entry.signature;
  }

  private record Entry(ServedModel model, Signature signature) {}
}
