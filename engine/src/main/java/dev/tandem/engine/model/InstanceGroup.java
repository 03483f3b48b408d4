package dev.tandem.engine.model;

import java.util.ArrayList;
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

  /** What each of its instances runs on: as many of them on each GPU as the count says. */
  public List<Device> devices() {
    List<Device> devices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (kind == Kind.GPU) {
        gpus.forEach(gpu -> devices.add(new Device.Gpu(gpu)));
      } else {
        devices.add(Device.CPU);
      }
    }
    return devices;
  }

  /** The same group under a settled name, kind and count, and on settled GPUs. */
  public InstanceGroup settled(String newName, Kind newKind, int newCount, List<Integer> newGpus) {
    return new InstanceGroup(
        newName,
        newKind,
        newCount,
        newGpus,
        profiles,
        passive,
        hostPolicy,
        rateLimiter,
        secondaryDevices);
  }
}
