package dev.tandem.engine.repository.pbtxt;

import dev.tandem.engine.model.InstanceGroup;
import dev.tandem.engine.model.RateLimiter;
import dev.tandem.proto.kserve.ModelInstanceGroup;
import dev.tandem.proto.kserve.ModelInstanceGroup.SecondaryDevice;
import dev.tandem.proto.kserve.ModelRateLimiter;
import java.util.Optional;

/** {@link InstanceGroup} and its message. */
final class InstanceGroupProto {
  private InstanceGroupProto() {}

  static InstanceGroup read(ModelInstanceGroup message) {
    return new InstanceGroup(
        message.getName(),
        Enums.read(InstanceGroup.Kind.class, "KIND_", message.getKind()),
        message.getCount(),
        message.getGpusList(),
        message.getProfileList(),
        message.getPassive(),
        message.getHostPolicy(),
        message.hasRateLimiter() ? Optional.of(read(message.getRateLimiter())) : Optional.empty(),
        Lists.map(message.getSecondaryDevicesList(), InstanceGroupProto::read));
  }

  static ModelInstanceGroup write(InstanceGroup group) {
    ModelInstanceGroup.Builder message =
        ModelInstanceGroup.newBuilder()
            .setName(group.name())
            .setKind(ModelInstanceGroup.Kind.valueOf("KIND_" + group.kind()))
            .setCount(group.count())
            .addAllGpus(group.gpus())
            .addAllProfile(group.profiles())
            .setPassive(group.passive())
            .setHostPolicy(group.hostPolicy())
            .addAllSecondaryDevices(Lists.map(group.secondaryDevices(), InstanceGroupProto::write));
    group.rateLimiter().ifPresent(limiter -> message.setRateLimiter(write(limiter)));
    return message.build();
  }

  private static InstanceGroup.SecondaryDevice read(SecondaryDevice message) {
    return new InstanceGroup.SecondaryDevice(
        Enums.read(InstanceGroup.DeviceKind.class, "KIND_", message.getKind()),
        message.getDeviceId());
  }

  private static SecondaryDevice write(InstanceGroup.SecondaryDevice device) {
    return SecondaryDevice.newBuilder()
        .setKind(SecondaryDevice.SecondaryDeviceKind.valueOf("KIND_" + device.kind()))
        .setDeviceId(device.deviceId())
        .build();
  }

  private static RateLimiter read(ModelRateLimiter message) {
    return new RateLimiter(
        Lists.map(
            message.getResourcesList(),
            resource ->
                new RateLimiter.Resource(
                    resource.getName(), resource.getGlobal(), Unsigned.read(resource.getCount()))),
        Unsigned.read(message.getPriority()));
  }

  private static ModelRateLimiter write(RateLimiter limiter) {
    return ModelRateLimiter.newBuilder()
        .addAllResources(
            Lists.map(
                limiter.resources(),
                resource ->
                    ModelRateLimiter.Resource.newBuilder()
                        .setName(resource.name())
                        .setGlobal(resource.global())
                        .setCount(Unsigned.write(resource.count()))
                        .build()))
        .setPriority(Unsigned.write(limiter.priority()))
        .build();
  }
}
