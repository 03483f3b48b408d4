package dev.tandem.kserve.docs;

import static dev.tandem.kserve.docs.JsonTree.object;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What may be asked of the server, and of any model. */
final class CommonOperations {
  static final List<String> TAGS =
      List.of("server", "models", "repository", "settings", "shared memory");

  private static final Pattern PARAMETER = Pattern.compile("\\{([a-z]+)}");
  private static final String MODEL = "/v2/models/{model}";
  private static final String VERSION = MODEL + "/versions/{version}";
  private static final Map<String, Object> ANY = object("type", "object");
  private static final Map<String, Object> ANY_LIST = object("type", "array", "items", ANY);

  private final Map<String, Object> paths;

  private CommonOperations(Map<String, Object> paths) {
    this.paths = paths;
  }

  static void addTo(Map<String, Object> paths) {
    CommonOperations operations = new CommonOperations(paths);
    operations.server();
    operations.models();
    operations.repository();
    operations.settings();
    operations.sharedMemory("system");
    operations.sharedMemory("cuda");
  }

  private void server() {
    get("server", "/v2", "Name, version and extensions of the server", json(ANY));
    get("server", "/v2/health/live", "Whether the server is live", empty());
    get("server", "/v2/health/ready", "Whether the server is ready", empty());
    get("server", "/v2/models/stats", "Statistics of all models", json(ANY));
    get("server", "/v2/docs/openapi.json", "This description", json(ANY));
    get(
        "server",
        "/v2/docs",
        "This description as a page, to try it",
        Responses.of("The page", "text/html", object("type", "string")));
  }

  private void models() {
    for (String path : List.of(MODEL, VERSION)) {
      get("models", path, "Inputs, outputs and versions of a model", json(ANY));
      get("models", path + "/ready", "Whether a model is ready", empty());
      get("models", path + "/config", "The configuration in force", json(ANY));
      get("models", path + "/stats", "Statistics of a model", json(ANY));
      post("models", path + "/infer", "Run a model; tensors may also be binary", ANY, json(ANY));
      post("models", path + "/generate", "Run a model: values in, values out", ANY, json(ANY));
      post(
          "models",
          path + "/generate_stream",
          "Run a model that gives any number of answers",
          ANY,
          Responses.of("Answers as they come", "text/event-stream", object("type", "string")));
    }
  }

  private void repository() {
    String models = "/v2/repository/models/{model}";
    Map<String, Object> ready =
        object("type", "object", "properties", object("ready", object("type", "boolean")));
    Map<String, Object> parameters =
        object("type", "object", "properties", object("parameters", ANY));
    post(
        "repository", "/v2/repository/index", "All models and their states", ready, json(ANY_LIST));
    post("repository", models + "/load", "Load a model", parameters, empty());
    post("repository", models + "/unload", "Unload a model", parameters, empty());
  }

  private void settings() {
    for (String path : List.of("/v2/logging", "/v2/trace/setting", MODEL + "/trace/setting")) {
      String what = path.equals("/v2/logging") ? "log" : "trace";
      get("settings", path, "The " + what + " settings", json(ANY));
      post("settings", path, "Change " + what + " settings", ANY, json(ANY));
    }
  }

  private void sharedMemory(String kind) {
    String path = "/v2/" + kind + "sharedmemory";
    String region = path + "/region/{region}";
    String tag = "shared memory";
    get(tag, path + "/status", "All regions of " + kind + " memory", json(ANY_LIST));
    get(tag, region + "/status", "A region of " + kind + " memory", json(ANY_LIST));
    post(tag, region + "/register", "Register a region of " + kind + " memory", ANY, empty());
    post(tag, region + "/unregister", "Forget a region of " + kind + " memory", ANY, empty());
    post(tag, path + "/unregister", "Forget all regions of " + kind + " memory", ANY, empty());
  }

  private static Map<String, Object> json(Map<String, Object> schema) {
    return Responses.ofJson("The answer", schema);
  }

  private static Map<String, Object> empty() {
    return Responses.empty("Yes, or done");
  }

  private void get(String tag, String path, String summary, Map<String, Object> responses) {
    add("get", tag, path, summary, Map.of(), responses);
  }

  private void post(
      String tag,
      String path,
      String summary,
      Map<String, Object> body,
      Map<String, Object> responses) {
    Map<String, Object> content = object("application/json", object("schema", body));
    Map<String, Object> requestBody = object("requestBody", object("content", content));
    add("post", tag, path, summary, requestBody, responses);
  }

  private void add(
      String method,
      String tag,
      String path,
      String summary,
      Map<String, Object> body,
      Map<String, Object> responses) {
    Map<String, Object> operation = object("tags", List.of(tag), "summary", summary);
    List<Object> parameters = parameters(path);
    if (!parameters.isEmpty()) {
      operation.put("parameters", parameters);
    }
    operation.putAll(body);
    operation.put("responses", responses);
    Map<String, Object> others = object();
    if (paths.get(path) instanceof Map<?, ?> before) {
      before.forEach((name, value) -> others.put((String) name, value));
    }
    others.put(method, operation);
    paths.put(path, others);
  }

  private static List<Object> parameters(String path) {
    List<Object> parameters = new ArrayList<>();
    Matcher names = PARAMETER.matcher(path);
    while (names.find()) {
      parameters.add(
          object(
              "name",
              names.group(1),
              "in",
              "path",
              "required",
              true,
              "schema",
              object("type", "string")));
    }
    return parameters;
  }
}
