package dev.tandem.kserve.docs;

import static dev.tandem.kserve.docs.JsonTree.object;

import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServedModel.ModelInputSpec;
import dev.tandem.engine.tensor.TensorSpec;
import java.util.List;
import java.util.Map;

/** What may be asked of one model that is ready, with its own inputs and outputs. */
final class ModelOperations {
  /** A larger example would make the document long, and nobody would read it. */
  private static final long MAX_EXAMPLE_ELEMENTS = 1024;

  private ModelOperations() {}

  static String tag(ServedModel model) {
    return "model " + model.name();
  }

  /** The paths of {@code model}; without its version too, where it is the one that answers then. */
  static void addTo(Map<String, Object> paths, ServedModel model, boolean newest) {
    String path = "/v2/models/" + model.name();
    String version = path + "/versions/" + model.version();
    // A decoupled model has no single answer, which is all that infer could give.
    String verb = model.config().isDecoupled() ? "/generate_stream" : "/infer";
    Map<String, Object> operation = model.config().isDecoupled() ? generate(model) : infer(model);
    if (newest) {
      paths.put(path + verb, object("post", operation));
    }
    paths.put(version + verb, object("post", operation));
  }

  private static Map<String, Object> infer(ServedModel model) {
    Map<String, Object> body = object("schema", request(model));
    long elements =
        inputs(model).stream().mapToLong(TensorSchemas::exampleCount).reduce(0, Long::sum);
    if (elements <= MAX_EXAMPLE_ELEMENTS) {
      List<Map<String, Object>> examples =
          required(model).stream().map(TensorSchemas::example).toList();
      body.put("example", object("inputs", examples));
    }
    return object(
        "tags",
        List.of(tag(model)),
        "summary",
        "Run " + model.name(),
        "requestBody",
        object("required", true, "content", object("application/json", body)),
        "responses",
        Responses.ofJson("What the model answers", answer(model)));
  }

  private static Map<String, Object> generate(ServedModel model) {
    Map<String, Object> properties = object();
    Map<String, Object> example = object();
    for (TensorSpec input : required(model)) {
      properties.put(input.name(), TensorSchemas.ref(input.type().name()));
      if (TensorSchemas.exampleCount(input) <= MAX_EXAMPLE_ELEMENTS) {
        example.put(input.name(), TensorSchemas.example(input).get("data"));
      }
    }
    Map<String, Object> schema = object("type", "object", "properties", properties);
    return object(
        "tags",
        List.of(tag(model)),
        "summary",
        "Run " + model.name() + ", which gives any number of answers, as server-sent events",
        "requestBody",
        object(
            "required",
            true,
            "content",
            object("application/json", object("schema", schema, "example", example))),
        "responses",
        Responses.of("Answers as they come", "text/event-stream", object("type", "string")));
  }

  private static Map<String, Object> request(ServedModel model) {
    Map<String, Object> inputs =
        object(
            "type", "array", "minItems", required(model).size(), "maxItems", inputs(model).size());
    inputs.putAll(items(inputs(model), maxRows(model)));
    Map<String, Object> output =
        object(
            "type",
            "object",
            "required",
            List.of("name"),
            "properties",
            object(
                "name",
                object("enum", model.outputs().stream().map(TensorSpec::name).toList()),
                "parameters",
                object("type", "object")));
    return object(
        "type",
        "object",
        "required",
        List.of("inputs"),
        "properties",
        object(
            "id",
            object("type", "string"),
            "parameters",
            object("type", "object"),
            "inputs",
            inputs,
            "outputs",
            object("type", "array", "items", output)));
  }

  private static Map<String, Object> answer(ServedModel model) {
    Map<String, Object> outputs = object("type", "array");
    outputs.putAll(items(model.outputs(), 0));
    return object(
        "type",
        "object",
        "required",
        List.of("model_name", "model_version", "outputs"),
        "properties",
        object(
            "id",
            object("type", "string"),
            "model_name",
            object("const", model.name()),
            "model_version",
            object("const", Long.toString(model.version())),
            "parameters",
            object("type", "object"),
            "outputs",
            outputs));
  }

  private static Map<String, Object> items(List<TensorSpec> tensors, int maxRows) {
    return tensors.isEmpty()
        ? object()
        : object(
            "items",
            object(
                "oneOf",
                tensors.stream().map(spec -> TensorSchemas.tensor(spec, maxRows)).toList()));
  }

  private static int maxRows(ServedModel model) {
    return model.config().maxBatchSize();
  }

  private static List<TensorSpec> inputs(ServedModel model) {
    return model.inputs().stream().map(ModelInputSpec::tensor).toList();
  }

  private static List<TensorSpec> required(ServedModel model) {
    return model.inputs().stream()
        .filter(input -> !input.optional())
        .map(ModelInputSpec::tensor)
        .toList();
  }
}
