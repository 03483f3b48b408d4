package dev.tandem.engine.repository;

import static dev.tandem.engine.repository.ConfigDefaults.ONNX_BACKEND;

import dev.tandem.engine.backend.GpuSupport;
import dev.tandem.engine.model.Ensemble;
import dev.tandem.engine.model.InstanceGroup;
import dev.tandem.engine.model.InstanceGroup.Kind;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.repository.pbtxt.ConfigText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a configuration's instance groups mean where they are silent, and what they must obey, in
 * the words of Triton. What GPUs there are is asked only where a group may want one, since the
 * answer may take the start of a GPU.
 */
final class InstanceGroups {
  /** Each is a thread of its own. */
  private static final int MAX_INSTANCES = 64;

  /** So that one batch is put together while another runs. */
  private static final int ONNX_INSTANCES = 2;

  private InstanceGroups() {}

  /** Makes sure of a group, and settles the name, kind, count and GPUs of each. */
  static ModelConfig settle(ModelConfig config, Supplier<GpuSupport> support) {
    if (config.scheduling() instanceof Ensemble) {
      return config;
    }
    List<InstanceGroup> groups = config.instanceGroups();
    if (groups.isEmpty()) {
      groups = List.of(InstanceGroup.of(config.name(), Kind.AUTO, 0));
    }
    List<InstanceGroup> settled = new ArrayList<>();
    for (InstanceGroup group : groups) {
      String name = group.name().isEmpty() ? config.name() + "_" + settled.size() : group.name();
      List<Integer> gpus = gpus(group, support);
      Kind kind = kind(group, gpus);
      int count = group.count() < 1 ? count(kind, config.backend()) : group.count();
      settled.add(group.settled(name, kind, count, gpus));
    }
    return config.withInstanceGroups(settled);
  }

  private static List<Integer> gpus(InstanceGroup group, Supplier<GpuSupport> support) {
    return switch (group.kind()) {
      case AUTO -> {
        List<Integer> usable = support.get().gpus();
        List<Integer> wanted = group.gpus().isEmpty() ? usable : group.gpus();
        yield usable.containsAll(wanted) ? wanted : List.of();
      }
      case GPU -> group.gpus().isEmpty() ? support.get().gpus() : group.gpus();
      case CPU, MODEL -> group.gpus();
    };
  }

  private static Kind kind(InstanceGroup group, List<Integer> gpus) {
    if (group.kind() != Kind.AUTO) {
      return group.kind();
    }
    return gpus.isEmpty() ? Kind.CPU : Kind.GPU;
  }

  private static int count(Kind kind, String backend) {
    return kind != Kind.MODEL && backend.equals(ONNX_BACKEND) ? ONNX_INSTANCES : 1;
  }

  static void check(ModelConfig config, Supplier<GpuSupport> support, Findings findings) {
    if (config.scheduling() instanceof Ensemble) {
      return;
    }
    for (InstanceGroup group : config.instanceGroups()) {
      findings.check(() -> check(group, config, support), () -> Optional.of(onProcessors(config)));
    }
    findings.check(() -> checkCount(config));
  }

  private static void check(InstanceGroup group, ModelConfig config, Supplier<GpuSupport> support) {
    String subject = "instance group " + group.name() + " of model " + config.name();
    Require.that(group.kind() != Kind.AUTO, subject + " has unexpected kind KIND_AUTO");
    if (group.kind() == Kind.GPU) {
      checkGpus(group, subject, support.get());
    } else {
      Require.that(
          group.gpus().isEmpty(),
          subject + " has kind KIND_" + group.kind() + " but specifies one or more GPUs");
    }
    // The missing space is Triton's.
    Require.that(
        group.profiles().isEmpty(),
        subject
            + " and platform "
            + config.platform()
            + "specifies profile field which is only supported for TensorRT models");
  }

  private static void checkGpus(InstanceGroup group, String subject, GpuSupport support) {
    String problem = support.builtIn() ? "no GPUs are available" : "server does not support GPUs";
    Require.that(
        !support.gpus().isEmpty(),
        "%s has kind KIND_GPU but %s: %s; leave the kind out or make it KIND_CPU"
            .formatted(subject, problem, support.whyNone()));
    for (int gpu : group.gpus()) {
      Require.that(
          support.gpus().contains(gpu),
          "%s specifies invalid or unsupported gpu id %d (expected: one of %s)"
              .formatted(subject, gpu, support.gpus()));
    }
    Require.that(
        group.gpus().stream().distinct().count() == group.gpus().size(),
        "%s specifies a GPU twice: %s".formatted(subject, group.gpus()));
  }

  private static void checkCount(ModelConfig config) {
    Require.that(
        !config.instanceGroups().isEmpty(),
        "must specify one or more 'instance group's for " + config.name());
    long instances =
        config.instanceGroups().stream()
            .filter(group -> !group.passive())
            .mapToLong(group -> (long) group.count() * Math.max(1, group.gpus().size()))
            .sum();
    Require.that(
        instances >= 1 && instances <= MAX_INSTANCES,
        "instance groups of model %s have %d instances that are not passive (expected: 1 to %d)"
            .formatted(config.name(), instances, MAX_INSTANCES));
  }

  private static String onProcessors(ModelConfig config) {
    return ConfigText.instanceGroupLine(
        config.instanceGroups().stream()
            .map(group -> InstanceGroup.of(group.name(), Kind.CPU, group.count()))
            .toList());
  }
}
