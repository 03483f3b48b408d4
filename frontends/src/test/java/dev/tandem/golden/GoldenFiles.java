package dev.tandem.golden;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The recordings and the model repositories they were made on, among the test resources. */
final class GoldenFiles {
  private static final List<String> RECORDINGS =
      List.of("kserve-http.jsonl.gz", "kserve-grpc.jsonl.gz");

  private GoldenFiles() {}

  static InputStream open(String name) {
    InputStream stream = GoldenFiles.class.getResourceAsStream("/golden/" + name);
    if (stream == null) {
      throw new IllegalArgumentException("/golden/" + name + ": no such test resource");
    }
    return stream;
  }

  /** Every case, in the order in which they were recorded. */
  static List<GoldenCase> cases() {
    List<GoldenCase> cases = new ArrayList<>();
    for (String name : RECORDINGS) {
      try (InputStream stream = new GZIPInputStream(open(name));
          BufferedReader lines = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          cases.add(CaseReader.read(JsonObject.of(Json.read(line))));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(name, e);
      }
    }
    return cases;
  }

  /** Copies the chosen models of a repository, so that a test may serve only those. */
  static Path copyModels(String repository, Path to, Predicate<String> chosen) throws IOException {
    Path from = folder(repository);
    try (Stream<Path> models = Files.list(from)) {
      for (Path model : models.sorted().toList()) {
        if (chosen.test(model.getFileName().toString())) {
          copyTree(model, to.resolve(model.getFileName().toString()));
        }
      }
    }
    return to;
  }

  private static Path folder(String repository) {
    URL url = GoldenFiles.class.getResource("/golden/" + repository);
    if (url == null) {
      throw new IllegalArgumentException("/golden/" + repository + ": no such test resource");
    }
    return Path.of(URI.create(url.toString()));
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }
}
