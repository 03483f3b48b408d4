package dev.tandem.kserve.docs;

import static dev.tandem.kserve.docs.JsonTree.object;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.ModelVersionStatus;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.kserve.wire.ServerIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The REST door in OpenAPI 3.1, with the models that are ready at this moment. */
final class OpenApiDocument {
  private static final String DESCRIPTION =
      "KServe v2 with Triton's extensions, over REST. The same methods are there over gRPC and, for"
          + " browsers, over gRPC-Web on this port.";

  private OpenApiDocument() {}

  static String of(InferenceEngine engine, ServerIdentity identity) {
    Map<String, Object> paths = object();
    List<Object> tags = new ArrayList<>();
    List<String> names = engine.index().stream().map(ModelVersionStatus::model).distinct().toList();
    for (String name : names) {
      if (isLiteral(name)) {
        addModel(engine.readyVersions(name), paths, tags);
      }
    }
    CommonOperations.addTo(paths);
    CommonOperations.TAGS.forEach(tag -> tags.add(object("name", tag)));
    return JsonTree.print(
        object(
            "openapi",
            "3.1.0",
            "info",
            object("title", "Tandem", "version", identity.version(), "description", DESCRIPTION),
            "servers",
            List.of(object("url", "/")),
            "tags",
            tags,
            "paths",
            paths,
            "components",
            components()));
  }

  /** In a path of OpenAPI, braces would be a parameter. */
  private static boolean isLiteral(String name) {
    return name.indexOf('{') < 0 && name.indexOf('}') < 0;
  }

  private static void addModel(
      List<ServedModel> versions, Map<String, Object> paths, List<Object> tags) {
    for (int i = 0; i < versions.size(); i++) {
      boolean newest = i == versions.size() - 1;
      ServedModel model = versions.get(i);
      ModelOperations.addTo(paths, model, newest);
      if (newest) {
        tags.add(object("name", ModelOperations.tag(model)));
      }
    }
  }

  private static Map<String, Object> components() {
    Map<String, Object> schemas = TensorSchemas.elements();
    schemas.put(
        "Failure",
        object("type", "object", "properties", object("error", object("type", "string"))));
    Map<String, Object> content =
        object("application/json", object("schema", TensorSchemas.ref("Failure")));
    Map<String, Object> failure = object("description", "What went wrong", "content", content);
    return object("schemas", schemas, "responses", object("Failure", failure));
  }
}
