package dev.tandem.kserve.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tandem.kserve.shm.RegionInfo;
import dev.tandem.proto.kserve.InferBatchStatistics;
import dev.tandem.proto.kserve.InferResponseStatistics;
import dev.tandem.proto.kserve.InferStatistics;
import dev.tandem.proto.kserve.ModelMetadataResponse;
import dev.tandem.proto.kserve.ModelMetadataResponse.TensorMetadata;
import dev.tandem.proto.kserve.ModelStatistics;
import dev.tandem.proto.kserve.ModelStatisticsResponse;
import dev.tandem.proto.kserve.RepositoryIndexResponse;
import dev.tandem.proto.kserve.ServerMetadataResponse;
import dev.tandem.proto.kserve.StatisticDuration;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * Prints messages as Triton's REST answers print them: their names, order and omissions differ from
 * protobuf's own JSON.
 */
public final class MessageJson {
  private static final JsonFactory JSON = new JsonFactory();

  private MessageJson() {}

  public static String error(String message) {
    return print(
        json -> {
          json.writeStartObject();
          json.writeStringField("error", message);
          json.writeEndObject();
        });
  }

  public static String of(ServerMetadataResponse message) {
    return print(
        json -> {
          json.writeStartObject();
          json.writeStringField("name", message.getName());
          json.writeStringField("version", message.getVersion());
          strings(json, "extensions", message.getExtensionsList());
          json.writeEndObject();
        });
  }

  public static String of(LogSettings settings) {
    return print(
        json -> {
          json.writeStartObject();
          json.writeStringField(LogNames.FILE, settings.file());
          json.writeBooleanField(LogNames.INFO, settings.info());
          json.writeBooleanField(LogNames.WARNING, settings.warning());
          json.writeBooleanField(LogNames.ERROR, settings.error());
          json.writeNumberField(LogNames.VERBOSE_LEVEL, settings.verboseLevel());
          json.writeStringField(LogNames.FORMAT, settings.format());
          json.writeEndObject();
        });
  }

  public static String of(ModelMetadataResponse message) {
    return print(
        json -> {
          json.writeStartObject();
          json.writeStringField("name", message.getName());
          strings(json, "versions", message.getVersionsList());
          json.writeStringField("platform", message.getPlatform());
          tensors(json, "inputs", message.getInputsList());
          tensors(json, "outputs", message.getOutputsList());
          json.writeEndObject();
        });
  }

  public static String of(RepositoryIndexResponse message) {
    return print(
        json -> {
          json.writeStartArray();
          for (RepositoryIndexResponse.ModelIndex model : message.getModelsList()) {
            json.writeStartObject();
            json.writeStringField("name", model.getName());
            unlessEmpty(json, "version", model.getVersion());
            unlessEmpty(json, "state", model.getState());
            unlessEmpty(json, "reason", model.getReason());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  public static String of(List<RegionInfo> regions) {
    return print(
        json -> {
          json.writeStartArray();
          for (RegionInfo region : regions) {
            json.writeStartObject();
            json.writeStringField("name", region.name());
            json.writeStringField("key", region.key());
            json.writeNumberField("offset", region.offset());
            json.writeNumberField("byte_size", region.byteSize());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  public static String of(ModelStatisticsResponse message) {
    return print(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("model_stats");
          for (ModelStatistics model : message.getModelStatsList()) {
            statistics(json, model);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void statistics(JsonGenerator json, ModelStatistics model) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", model.getName());
    json.writeStringField("version", model.getVersion());
    json.writeNumberField("last_inference", model.getLastInference());
    json.writeNumberField("inference_count", model.getInferenceCount());
    json.writeNumberField("execution_count", model.getExecutionCount());
    InferStatistics stats = model.getInferenceStats();
    json.writeObjectFieldStart("inference_stats");
    duration(json, "success", stats.getSuccess());
    duration(json, "fail", stats.getFail());
    duration(json, "queue", stats.getQueue());
    duration(json, "compute_input", stats.getComputeInput());
    duration(json, "compute_infer", stats.getComputeInfer());
    duration(json, "compute_output", stats.getComputeOutput());
    duration(json, "cache_hit", stats.getCacheHit());
    duration(json, "cache_miss", stats.getCacheMiss());
    json.writeEndObject();
    json.writeObjectFieldStart("response_stats");
    for (Map.Entry<String, InferResponseStatistics> each : model.getResponseStatsMap().entrySet()) {
      response(json, each.getKey(), each.getValue());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("batch_stats");
    for (InferBatchStatistics batch : model.getBatchStatsList()) {
      json.writeStartObject();
      json.writeNumberField("batch_size", batch.getBatchSize());
      duration(json, "compute_input", batch.getComputeInput());
      duration(json, "compute_infer", batch.getComputeInfer());
      duration(json, "compute_output", batch.getComputeOutput());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("memory_usage");
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void response(JsonGenerator json, String index, InferResponseStatistics response)
      throws IOException {
    json.writeObjectFieldStart(index);
    duration(json, "compute_infer", response.getComputeInfer());
    duration(json, "compute_output", response.getComputeOutput());
    duration(json, "success", response.getSuccess());
    duration(json, "fail", response.getFail());
    duration(json, "empty_response", response.getEmptyResponse());
    duration(json, "cancel", response.getCancel());
    json.writeEndObject();
  }

  private static void duration(JsonGenerator json, String name, StatisticDuration duration)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("count", duration.getCount());
    json.writeNumberField("ns", duration.getNs());
    json.writeEndObject();
  }

  private static void tensors(JsonGenerator json, String name, List<TensorMetadata> tensors)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (TensorMetadata tensor : tensors) {
      json.writeStartObject();
      json.writeStringField("name", tensor.getName());
      json.writeStringField("datatype", tensor.getDatatype());
      json.writeArrayFieldStart("shape");
      for (long dim : tensor.getShapeList()) {
        json.writeNumber(dim);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void strings(JsonGenerator json, String name, List<String> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  private static void unlessEmpty(JsonGenerator json, String name, String value)
      throws IOException {
    if (!value.isEmpty()) {
      json.writeStringField(name, value);
    }
  }

  private static String print(Content content) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      content.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }
}
