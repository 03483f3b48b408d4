package dev.tandem.kserve.rest;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a path under {@code /v2} asks for. Paths are matched as they are written: a trailing slash
 * or a doubled one makes another path, and nothing is percent-decoded.
 *
 * @param model of shared memory, the region; empty where the path names none
 * @param version empty where the path names none
 * @param repository whether the path names a repository
 */
record V2Route(V2Endpoint endpoint, String model, String version, boolean repository) {
  static Optional<V2Route> match(String path) {
    List<String> parts = Arrays.asList(path.split("/", -1));
    if (parts.size() < 2 || !parts.get(0).isEmpty() || !parts.get(1).equals("v2")) {
      return Optional.empty();
    }
    List<String> rest = parts.subList(2, parts.size());
    if (rest.isEmpty()) {
      return server(V2Endpoint.SERVER_METADATA);
    }
    return switch (rest.get(0)) {
      case "health" -> health(rest);
      case "models" -> model(rest.subList(1, rest.size()));
      case "repository" -> repository(rest.subList(1, rest.size()));
      case "logging" -> rest.size() == 1 ? server(V2Endpoint.LOGGING) : Optional.empty();
      case "trace" ->
          rest.equals(List.of("trace", "setting"))
              ? server(V2Endpoint.TRACE_SETTING)
              : Optional.empty();
      case "systemsharedmemory", "cudasharedmemory" -> sharedMemory(rest);
      default -> Optional.empty();
    };
  }

  private static Optional<V2Route> server(V2Endpoint endpoint) {
    return Optional.of(new V2Route(endpoint, "", "", false));
  }

  private static Optional<V2Route> health(List<String> rest) {
    if (rest.equals(List.of("health", "live"))) {
      return server(V2Endpoint.SERVER_LIVE);
    }
    return rest.equals(List.of("health", "ready"))
        ? server(V2Endpoint.SERVER_READY)
        : Optional.empty();
  }

  private static Optional<V2Route> model(List<String> rest) {
    if (rest.isEmpty() || rest.get(0).isEmpty()) {
      return Optional.empty();
    }
    if (rest.equals(List.of("stats"))) {
      return server(V2Endpoint.MODEL_STATISTICS);
    }
    String model = rest.get(0);
    List<String> tail = rest.subList(1, rest.size());
    String version = "";
    if (tail.size() >= 2 && tail.get(0).equals("versions") && isVersion(tail.get(1))) {
      version = tail.get(1);
      tail = tail.subList(2, tail.size());
    }
    Optional<V2Endpoint> endpoint = modelEndpoint(tail, version.isEmpty());
    String found = version;
    return endpoint.map(is -> new V2Route(is, model, found, false));
  }

  private static Optional<V2Endpoint> modelEndpoint(List<String> tail, boolean anyVersion) {
    if (tail.isEmpty()) {
      return Optional.of(V2Endpoint.MODEL_METADATA);
    }
    if (tail.equals(List.of("trace", "setting")) && anyVersion) {
      return Optional.of(V2Endpoint.TRACE_SETTING);
    }
    if (tail.size() > 1) {
      return Optional.empty();
    }
    return switch (tail.get(0)) {
      case "ready" -> Optional.of(V2Endpoint.MODEL_READY);
      case "config" -> Optional.of(V2Endpoint.MODEL_CONFIG);
      case "stats" -> Optional.of(V2Endpoint.MODEL_STATISTICS);
      case "infer" -> Optional.of(V2Endpoint.INFER);
      case "generate" -> Optional.of(V2Endpoint.GENERATE);
      case "generate_stream" -> Optional.of(V2Endpoint.GENERATE_STREAM);
      default -> Optional.empty();
    };
  }

  private static Optional<V2Route> repository(List<String> rest) {
    boolean named =
        !rest.isEmpty() && !rest.get(0).equals("index") && !rest.get(0).equals("models");
    List<String> tail = named ? rest.subList(1, rest.size()) : rest;
    if (named && rest.get(0).isEmpty()) {
      return Optional.empty();
    }
    if (tail.equals(List.of("index"))) {
      return Optional.of(new V2Route(V2Endpoint.REPOSITORY_INDEX, "", "", named));
    }
    if (tail.size() != 3 || !tail.get(0).equals("models") || tail.get(1).isEmpty()) {
      return Optional.empty();
    }
    return switch (tail.get(2)) {
      case "load" -> Optional.of(new V2Route(V2Endpoint.REPOSITORY_LOAD, tail.get(1), "", named));
      case "unload" ->
          Optional.of(new V2Route(V2Endpoint.REPOSITORY_UNLOAD, tail.get(1), "", named));
      default -> Optional.empty();
    };
  }

  private static Optional<V2Route> sharedMemory(List<String> rest) {
    boolean named = rest.size() == 4 && rest.get(1).equals("region") && !rest.get(2).isEmpty();
    if (!named && rest.size() != 2) {
      return Optional.empty();
    }
    boolean cuda = rest.get(0).equals("cudasharedmemory");
    V2Endpoint endpoint;
    switch (rest.get(rest.size() - 1)) {
      case "status" ->
          endpoint = cuda ? V2Endpoint.CUDA_MEMORY_STATUS : V2Endpoint.SYSTEM_MEMORY_STATUS;
      case "register" ->
          endpoint = cuda ? V2Endpoint.CUDA_MEMORY_REGISTER : V2Endpoint.SYSTEM_MEMORY_REGISTER;
      case "unregister" ->
          endpoint = cuda ? V2Endpoint.CUDA_MEMORY_UNREGISTER : V2Endpoint.SYSTEM_MEMORY_UNREGISTER;
      default -> {
        return Optional.empty();
      }
    }
    return Optional.of(new V2Route(endpoint, named ? rest.get(2) : "", "", false));
  }

  private static boolean isVersion(String text) {
    return !text.isEmpty() && text.chars().allMatch(digit -> digit >= '0' && digit <= '9');
  }
}
