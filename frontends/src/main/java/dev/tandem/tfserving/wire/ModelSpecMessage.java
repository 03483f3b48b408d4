package dev.tandem.tfserving.wire;

import dev.tandem.protobuf.WireCursor;
import dev.tandem.protobuf.WireType;
import org.jspecify.annotations.Nullable;

/** Which model a request asks, if it says; written by one thread while it is parsed. */
public final class ModelSpecMessage {
  private static final int NAME = 1 << 3 | WireType.LENGTH;
  private static final int VERSION = 2 << 3 | WireType.LENGTH;
  private static final int SIGNATURE_NAME = 3 << 3 | WireType.LENGTH;
  private static final int VERSION_LABEL = 4 << 3 | WireType.LENGTH;

  private static final int INT64_VALUE = 1 << 3 | WireType.VARINT;

  private boolean present;
  private String name = "";
  private String signatureName = "";
  // At most one of the two is there: the one that was set last.
  private @Nullable Long version;
  private @Nullable String versionLabel;

  public void merge(WireCursor cursor) {
    present = true;
    int outer = cursor.enter();
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      switch (tag) {
        case NAME -> name = cursor.string();
        case SIGNATURE_NAME -> signatureName = cursor.string();
        case VERSION -> {
          version = mergedVersion(version == null ? 0 : version, cursor);
          versionLabel = null;
        }
        case VERSION_LABEL -> {
          versionLabel = cursor.string();
          version = null;
        }
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
  }

  private static long mergedVersion(long before, WireCursor cursor) {
    long value = before;
    int outer = cursor.enter();
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      if (tag == INT64_VALUE) {
        value = cursor.varint();
      } else {
        cursor.skip(tag);
      }
    }
    cursor.leave(outer);
    return value;
  }

  /** Whether the request has a model spec at all. */
  public boolean isPresent() {
    return present;
  }

  public String name() {
    return name;
  }

  public String signatureName() {
    return signatureName;
  }

  public ServableRequest servable() {
    if (version != null) {
      return ServableRequest.specific(name, version);
    }
    return versionLabel == null
        ? ServableRequest.latest(name)
        : ServableRequest.labelled(name, versionLabel);
  }
}
