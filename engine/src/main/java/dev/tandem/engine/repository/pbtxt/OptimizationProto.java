package dev.tandem.engine.repository.pbtxt;

import dev.tandem.engine.model.Optimization;
import dev.tandem.proto.kserve.ModelOptimizationPolicy;
import dev.tandem.proto.kserve.ModelOptimizationPolicy.Cuda;
import dev.tandem.proto.kserve.ModelOptimizationPolicy.ExecutionAccelerators;
import dev.tandem.proto.kserve.ModelOptimizationPolicy.ExecutionAccelerators.Accelerator;
import java.util.Optional;

/** {@link Optimization} and its message. */
final class OptimizationProto {
  private OptimizationProto() {}

  static Optimization read(ModelOptimizationPolicy message) {
    return new Optimization(
        message.hasGraph() ? Optional.of(message.getGraph().getLevel()) : Optional.empty(),
        Enums.read(Optimization.Priority.class, "PRIORITY_", message.getPriority()),
        message.hasCuda() ? Optional.of(read(message.getCuda())) : Optional.empty(),
        message.hasExecutionAccelerators()
            ? Optional.of(read(message.getExecutionAccelerators()))
            : Optional.empty(),
        message.hasInputPinnedMemory()
            ? Optional.of(message.getInputPinnedMemory().getEnable())
            : Optional.empty(),
        message.hasOutputPinnedMemory()
            ? Optional.of(message.getOutputPinnedMemory().getEnable())
            : Optional.empty(),
        Unsigned.read(message.getGatherKernelBufferThreshold()),
        message.getEagerBatching());
  }

  static ModelOptimizationPolicy write(Optimization optimization) {
    ModelOptimizationPolicy.Builder message =
        ModelOptimizationPolicy.newBuilder()
            .setPriority(
                ModelOptimizationPolicy.ModelPriority.valueOf(
                    "PRIORITY_" + optimization.priority()))
            .setGatherKernelBufferThreshold(
                Unsigned.write(optimization.gatherKernelBufferThreshold()))
            .setEagerBatching(optimization.eagerBatching());
    optimization.graphLevel().ifPresent(level -> message.getGraphBuilder().setLevel(level));
    optimization.cuda().ifPresent(cuda -> message.setCuda(write(cuda)));
    optimization
        .executionAccelerators()
        .ifPresent(accelerators -> message.setExecutionAccelerators(write(accelerators)));
    optimization
        .inputPinnedMemory()
        .ifPresent(enable -> message.getInputPinnedMemoryBuilder().setEnable(enable));
    optimization
        .outputPinnedMemory()
        .ifPresent(enable -> message.getOutputPinnedMemoryBuilder().setEnable(enable));
    return message.build();
  }

  private static Optimization.Cuda read(Cuda message) {
    return new Optimization.Cuda(
        message.getGraphs(),
        message.getBusyWaitEvents(),
        Lists.map(message.getGraphSpecList(), CudaGraphProto::read),
        message.getOutputCopyStream());
  }

  private static Cuda write(Optimization.Cuda cuda) {
    return Cuda.newBuilder()
        .setGraphs(cuda.graphs())
        .setBusyWaitEvents(cuda.busyWaitEvents())
        .addAllGraphSpec(Lists.map(cuda.graphSpecs(), CudaGraphProto::write))
        .setOutputCopyStream(cuda.outputCopyStream())
        .build();
  }

  private static Optimization.Accelerators read(ExecutionAccelerators message) {
    return new Optimization.Accelerators(
        Lists.map(message.getGpuExecutionAcceleratorList(), OptimizationProto::read),
        Lists.map(message.getCpuExecutionAcceleratorList(), OptimizationProto::read));
  }

  private static ExecutionAccelerators write(Optimization.Accelerators accelerators) {
    return ExecutionAccelerators.newBuilder()
        .addAllGpuExecutionAccelerator(Lists.map(accelerators.gpu(), OptimizationProto::write))
        .addAllCpuExecutionAccelerator(Lists.map(accelerators.cpu(), OptimizationProto::write))
        .build();
  }

  private static Optimization.Accelerator read(Accelerator message) {
    return new Optimization.Accelerator(message.getName(), message.getParametersMap());
  }

  private static Accelerator write(Optimization.Accelerator accelerator) {
    return Accelerator.newBuilder()
        .setName(accelerator.name())
        .putAllParameters(accelerator.parameters())
        .build();
  }
}
