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

/**
 * Where a model runs, where that is no matter of course.
 *
 * @param where empty where nobody expects other than the CPU
 * @param why it is there, where somebody may have expected a GPU
 */
record Placement(String where, String why) {
  static final Placement PLAIN = new Placement("", "");

  /**
   * @param said the configuration before its groups were settled
   */
  static Placement of(ModelConfig said, ModelConfig settled, Supplier<GpuSupport> support) {
    List<Device> devices = settled.devices().stream().distinct().toList();
    if (devices.stream().anyMatch(device -> device instanceof Device.Gpu)) {
      String labels = devices.stream().map(Device::label).collect(Collectors.joining(", "));
      return new Placement("on " + labels, "");
    }
    Optional<InstanceGroup> automatic =
        said.instanceGroups().stream().filter(group -> group.kind() == Kind.AUTO).findFirst();
    if (settled.isEnsemble() || (automatic.isEmpty() && !said.instanceGroups().isEmpty())) {
      return PLAIN;
    }
    GpuSupport gpus = support.get();
    if (!gpus.builtIn()) {
      return PLAIN;
    }
    return new Placement(
        "on " + Device.CPU.label(),
        gpus.gpus().isEmpty()
            ? gpus.whyNone()
            : "of the GPUs asked for not all are among " + gpus.gpus());
  }

  /** As the index says it. */
  String text() {
    return why.isEmpty() ? where : where + ": " + why;
  }
}
