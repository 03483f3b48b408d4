package dev.tandem.engine.model;

import java.util.List;
import java.util.Optional;

/** A number of equal instances of a model; a count of 0 means that none was given. */
public record InstanceGroup(
    String name,
    Kind kind,
    int count,
    List<Integer> gpus,
    List<String> profiles,
    boolean passive,
    String hostPolicy,
    Optional<RateLimiter> rateLimiter,
    List<SecondaryDevice> secondaryDevices) {

  /** Where the instances run. */
  public enum Kind {
    AUTO,
    GPU,
    CPU,
    MODEL
  }

  /** A further device that an instance uses beside its main one. */
  public record SecondaryDevice(DeviceKind kind, long deviceId) {}

  /** The kinds of further devices. */
  public enum DeviceKind {
    NVDLA
  }

  public InstanceGroup {
    gpus = List.copyOf(gpus);
    profiles = List.copyOf(profiles);
    secondaryDevices = List.copyOf(secondaryDevices);
  }

  public static InstanceGroup of(String name, Kind kind, int count) {
    return new InstanceGroup(
        name, kind, count, List.of(), List.of(), false, "", Optional.empty(), List.of());
  }

  /** The same group under a settled name, kind and count. */
  public InstanceGroup settled(String newName, Kind newKind, int newCount) {
    return new InstanceGroup(
        newName,
        newKind,
        newCount,
        gpus,
        profiles,
        passive,
        hostPolicy,
        rateLimiter,
        secondaryDevices);
  }
}
