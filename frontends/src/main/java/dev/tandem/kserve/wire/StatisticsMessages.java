package dev.tandem.kserve.wire;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.ModelState;
import dev.tandem.engine.api.ModelVersionStatus;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.stats.BatchStatistics;
import dev.tandem.engine.stats.DurationTotal;
import dev.tandem.engine.stats.ModelStatistics;
import dev.tandem.engine.stats.ResponseStatistics;
import dev.tandem.proto.kserve.InferBatchStatistics;
import dev.tandem.proto.kserve.InferResponseStatistics;
import dev.tandem.proto.kserve.InferStatistics;
import dev.tandem.proto.kserve.ModelStatisticsResponse;
import dev.tandem.proto.kserve.StatisticDuration;
import java.util.List;

/** The statistics extension, as messages. */
public final class StatisticsMessages {
  private StatisticsMessages() {}

  /** Of every ready version of every model. */
  public static ModelStatisticsResponse all(InferenceEngine engine) {
    List<ServedModel> models =
        engine.index().stream()
            .filter(status -> status.state() == ModelState.READY)
            .map(ModelVersionStatus::model)
            .distinct()
            .flatMap(name -> engine.readyVersions(name).stream())
            .toList();
    return of(models);
  }

  /**
   * Of {@code name}; of one version where {@code version} is not empty. Throws {@link
   * ServingException} in this extension's words.
   */
  public static ModelStatisticsResponse of(InferenceEngine engine, String name, String version) {
    if (version.isEmpty()) {
      List<ServedModel> models = engine.readyVersions(name);
      if (models.isEmpty()) {
        throw new ServingException(
            Reason.INVALID_REQUEST, "requested model '" + name + "' is not available");
      }
      return of(models);
    }
    long number = VersionText.parse(version);
    if (engine.readyVersions(name).isEmpty()) {
      throw new ServingException(
          Reason.INVALID_REQUEST, "requested model '" + name + "' is not available");
    }
    List<ServedModel> models =
        engine.readyVersions(name).stream().filter(model -> model.version() == number).toList();
    if (models.isEmpty()) {
      throw new ServingException(
          Reason.INVALID_REQUEST,
          "requested model version is not available for model '" + name + "'");
    }
    return of(models);
  }

  private static ModelStatisticsResponse of(List<ServedModel> models) {
    ModelStatisticsResponse.Builder message = ModelStatisticsResponse.newBuilder();
    models.forEach(model -> message.addModelStats(one(model)));
    return message.build();
  }

  private static dev.tandem.proto.kserve.ModelStatistics one(ServedModel model) {
    ModelStatistics statistics = model.statistics();
    dev.tandem.proto.kserve.ModelStatistics.Builder message =
        dev.tandem.proto.kserve.ModelStatistics.newBuilder();
    statistics
        .responses()
        .forEach(each -> message.putResponseStats(Integer.toString(each.index()), response(each)));
    return message
        .setName(model.name())
        .setVersion(Long.toString(model.version()))
        .setLastInference(statistics.lastInferenceMs())
        .setInferenceCount(statistics.inferenceCount())
        .setExecutionCount(statistics.executionCount())
        .setInferenceStats(
            InferStatistics.newBuilder()
                .setSuccess(duration(statistics.success()))
                .setFail(duration(statistics.fail()))
                .setQueue(duration(statistics.queue()))
                .setComputeInput(duration(statistics.computeInput()))
                .setComputeInfer(duration(statistics.computeInfer()))
                .setComputeOutput(duration(statistics.computeOutput()))
                .setCacheHit(duration(statistics.cache().hit()))
                .setCacheMiss(duration(statistics.cache().miss())))
        .addAllBatchStats(statistics.batches().stream().map(StatisticsMessages::batch).toList())
        .build();
  }

  private static InferBatchStatistics batch(BatchStatistics batch) {
    return InferBatchStatistics.newBuilder()
        .setBatchSize(batch.batchSize())
        .setComputeInput(duration(batch.computeInput()))
        .setComputeInfer(duration(batch.computeInfer()))
        .setComputeOutput(duration(batch.computeOutput()))
        .build();
  }

  private static InferResponseStatistics response(ResponseStatistics response) {
    return InferResponseStatistics.newBuilder()
        .setComputeInfer(duration(response.computeInfer()))
        .setComputeOutput(duration(response.computeOutput()))
        .setSuccess(duration(response.success()))
        .setFail(duration(response.fail()))
        .setEmptyResponse(duration(response.emptyResponse()))
        .setCancel(duration(response.cancel()))
        .build();
  }

  private static StatisticDuration duration(DurationTotal total) {
    return StatisticDuration.newBuilder().setCount(total.count()).setNs(total.ns()).build();
  }
}
