package dev.tandem.kserve.docs;

import static dev.tandem.testing.SampleConfigs.REPEAT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.golden.Json;
import dev.tandem.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The description of a whole server, and its page. */
class DocsTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static final String ADD =
      """
      backend: "identity"
      max_batch_size: 8
      input { name: "INPUT0" data_type: TYPE_%s dims: [ 2, -1 ] }
      output { name: "OUTPUT0" data_type: TYPE_%s dims: [ 2, -1 ] }
      version_policy: { all: {} }
      """;

  private TestServer server;

  @BeforeEach
  void start(@TempDir Path repository) throws IOException {
    write(repository, "fp32", ADD.formatted("FP32", "FP32"), "1", "3");
    write(repository, "uint64", ADD.formatted("UINT64", "UINT64"), "1");
    write(repository, "bool", ADD.formatted("BOOL", "BOOL"), "1");
    write(repository, "a'\"b", ADD.formatted("STRING", "STRING"), "1");
    write(repository, "repeat", REPEAT, "1");
    server = TestServer.start(repository);
  }

  private static void write(Path repository, String model, String config, String... versions)
      throws IOException {
    for (String version : versions) {
      Files.createDirectories(repository.resolve(model).resolve(version));
    }
    Files.writeString(repository.resolve(model).resolve("config.pbtxt"), config);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void describesTheModelsThatAreReady() throws Exception {
    Tree document = document();

    assertThat(document.text("openapi")).isEqualTo("3.1.0");
    assertThat(document.at("paths").names())
        .contains(
            "/v2/models/fp32/infer",
            "/v2/models/fp32/versions/1/infer",
            "/v2/models/fp32/versions/3/infer",
            "/v2/models/a'\"b/infer",
            "/v2/models/repeat/generate_stream")
        .doesNotContain("/v2/models/fp32/versions/2/infer", "/v2/models/repeat/infer");
    Tree schema =
        document.at(
            "paths",
            "/v2/models/fp32/infer",
            "post",
            "requestBody",
            "content",
            "application/json",
            "schema");
    Tree input = schema.at("properties", "inputs", "items", "oneOf").first().at("properties");
    assertThat(input.at("name").text("const")).isEqualTo("INPUT0");
    assertThat(input.at("datatype").text("const")).isEqualTo("FP32");
    assertThat(JsonTree.print(input.at("shape", "prefixItems").value()))
        .isEqualTo(
            "[{\"type\":\"integer\",\"minimum\":1,\"maximum\":8},{\"const\":2},"
                + "{\"type\":\"integer\",\"minimum\":0}]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fp32", "uint64", "bool", "fp32/versions/1"})
  void theExampleOfAModelIsARequestThatItTakes(String model) throws Exception {
    Tree operation = document().at("paths", "/v2/models/" + model + "/infer", "post");
    Tree example = operation.at("requestBody", "content", "application/json", "example");

    HttpResponse<String> answer =
        CLIENT.send(
            request("/v2/models/" + model + "/infer")
                .POST(BodyPublishers.ofString(JsonTree.print(example.value())))
                .build(),
            BodyHandlers.ofString());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void everyReferenceLeadsSomewhereAndEveryParameterIsNamed() throws Exception {
    String text = get("/v2/docs/openapi.json").body();
    Tree document = Tree.read(text);
    Matcher references = Pattern.compile("\"\\$ref\":\"#/([^\"]*)\"").matcher(text);
    while (references.find()) {
      assertThat(document.at(references.group(1).split("/")).value()).isNotNull();
    }
    for (String path : document.at("paths").names()) {
      Tree item = document.at("paths", path);
      for (String method : item.names()) {
        Tree operation = item.at(method);
        assertThat(operation.names()).contains("tags", "summary", "responses");
        assertThat(operation.at("responses").names()).contains("200", "default");
        TreeSet<String> inPath = new TreeSet<>();
        Pattern.compile("\\{([^}]*)}").matcher(path).results().forEach(m -> inPath.add(m.group(1)));
        TreeSet<String> named = new TreeSet<>();
        if (operation.names().contains("parameters")) {
          operation.at("parameters").elements().forEach(p -> named.add(p.text("name")));
        }
        assertThat(named).as(path).isEqualTo(inPath);
      }
    }
  }

  @Test
  void thePageRunsItsOwnScriptAndNothingElse() throws Exception {
    HttpResponse<String> page = get("/v2/docs");
    String policy = page.headers().firstValue("content-security-policy").orElse("");

    assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(policy).startsWith("default-src 'none'; connect-src 'self';");
    for (String element : List.of("script", "style")) {
      String content = page.body().split("</?" + element + ">", -1)[1];
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      assertThat(policy)
          .contains(element + "-src 'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
    }
    assertThat(page.body()).doesNotContain("http://", "https://", "src=", "style=", "onclick=");
  }

  private Tree document() throws IOException, InterruptedException {
    HttpResponse<String> answer = get("/v2/docs/openapi.json");
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    return Tree.read(answer.body());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = CLIENT.send(request(path).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + path));
  }

  /** A part of the description. */
  private record Tree(Object value) {
    static Tree read(String json) throws IOException {
      return new Tree(Objects.requireNonNull(Json.read(json)));
    }

    Tree at(String... path) {
      Object found = value;
      for (String name : path) {
        found = Objects.requireNonNull(((Map<?, ?>) found).get(name), name);
      }
      return new Tree(found);
    }

    TreeSet<String> names() {
      TreeSet<String> names = new TreeSet<>();
      ((Map<?, ?>) value).keySet().forEach(name -> names.add((String) name));
      return names;
    }

    List<Tree> elements() {
      return ((List<?>) value).stream().map(Tree::new).toList();
    }

    Tree first() {
      return elements().get(0);
    }

    String text(String name) {
      return (String) at(name).value();
    }
  }
}
