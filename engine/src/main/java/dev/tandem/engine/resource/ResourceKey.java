package dev.tandem.engine.resource;

import dev.tandem.engine.model.Device;

/**
 * A resource in one place.
 *
 * @param device the number of a device, or {@link #EVERYWHERE}
 */
public record ResourceKey(String name, int device) {
  /** The whole server's where an instance needs it, each device's where a limit is said of it. */
  public static final int EVERYWHERE = -1;

  public static ResourceKey everywhere(String name) {
    return new ResourceKey(name, EVERYWHERE);
  }

  static ResourceKey of(String name, Device device) {
    return new ResourceKey(name, device.number());
  }

  boolean isEverywhere() {
    return device == EVERYWHERE;
  }
}
