package dev.tandem.engine.repository;

import dev.tandem.engine.backend.GpuSupport;
import dev.tandem.engine.model.Device;
import dev.tandem.engine.model.InstanceGroup;
import dev.tandem.engine.model.InstanceGroup.Kind;
import dev.tandem.engine.model.ModelConfig;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Says where a model runs, where that is no matter of course. */
final class Placement {
  private Placement() {}

  /**
   * Empty where nobody expects other than the CPU.
   *
   * @param said the configuration before its groups were settled
   */
  static String of(ModelConfig said, ModelConfig settled, Supplier<GpuSupport> support) {
    List<Device> devices = settled.devices().stream().distinct().toList();
    if (devices.stream().anyMatch(device -> device instanceof Device.Gpu)) {
      return "on " + devices.stream().map(Device::label).collect(Collectors.joining(", "));
    }
    Optional<InstanceGroup> automatic =
        said.instanceGroups().stream().filter(group -> group.kind() == Kind.AUTO).findFirst();
    if (settled.isEnsemble() || (automatic.isEmpty() && !said.instanceGroups().isEmpty())) {
      return "";
    }
    GpuSupport gpus = support.get();
    if (!gpus.builtIn()) {
      return "";
    }
    return "on the CPU: "
        + (gpus.gpus().isEmpty()
            ? gpus.whyNone()
            : "of the GPUs asked for not all are among " + gpus.gpus());
  }
}
