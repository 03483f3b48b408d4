package dev.tandem.kserve.docs;

import static dev.tandem.kserve.docs.JsonTree.object;

import java.util.Map;

/** The answers of an operation: the one where all goes well, and the one of every failure. */
final class Responses {
  private Responses() {}

  static Map<String, Object> ofJson(String description, Map<String, Object> schema) {
    return of(description, "application/json", schema);
  }

  static Map<String, Object> of(String description, String type, Map<String, Object> schema) {
    return withFailure(
        object("description", description, "content", object(type, object("schema", schema))));
  }

  static Map<String, Object> empty(String description) {
    return withFailure(object("description", description));
  }

  private static Map<String, Object> withFailure(Map<String, Object> good) {
    return object("200", good, "default", object("$ref", "#/components/responses/Failure"));
  }
}
