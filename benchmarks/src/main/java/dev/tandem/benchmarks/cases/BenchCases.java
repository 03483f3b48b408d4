package dev.tandem.benchmarks.cases;

import static dev.tandem.benchmarks.cases.Protocol.GRPC;
import static dev.tandem.benchmarks.cases.Protocol.HTTP_BINARY;
import static dev.tandem.benchmarks.cases.Protocol.HTTP_JSON;

import java.util.List;

/** What is measured. A name says protocol, model, size, and the number in flight behind the c. */
public final class BenchCases {
  private static final List<SampleInput> SMALL = List.of(SampleInput.floats("INPUT", 16));
  private static final List<SampleInput> MEDIUM = List.of(SampleInput.floats("INPUT", 512));
  private static final List<SampleInput> LARGE = List.of(SampleInput.floats("INPUT", 150_528));
  private static final List<SampleInput> IMAGE = List.of(SampleInput.floats("INPUT", 3, 224, 224));
  private static final List<SampleInput> INTS =
      List.of(SampleInput.ints("INPUT0", 16), SampleInput.ints("INPUT1", 16));

  /** A lone caller comes behind many, whose requests have warmed the server by then. */
  public static final List<BenchCase> ALL =
      List.of(
          new BenchCase("grpc id 64B c64", "id", GRPC, SMALL, 4, 16),
          new BenchCase("grpc id3 64B c64", "id3", GRPC, SMALL, 4, 16).answeringAs("id"),
          new BenchCase("grpc id 64B c1", "id", GRPC, SMALL, 1, 1),
          new BenchCase("grpc id 2KB c64", "id", GRPC, MEDIUM, 4, 16),
          new BenchCase("grpc cached 64B c64", "cached", GRPC, SMALL, 4, 16),
          new BenchCase("grpc cached 2KB c64", "cached", GRPC, MEDIUM, 4, 16),
          new BenchCase("grpc id 602KB c8", "id", GRPC, LARGE, 2, 4),
          open("grpc sum 64B c64 100 open", 100),
          open("grpc sum 64B c64 10000 open", 10_000),
          new BenchCase("grpc simple c64", "simple", GRPC, INTS, 4, 16),
          new BenchCase("grpc mlp c64", "mlp", GRPC, MEDIUM, 4, 16),
          new BenchCase("grpc mlp c1", "mlp", GRPC, MEDIUM, 1, 1),
          new BenchCase("grpc mlp_dyn c64", "mlp_dyn", GRPC, MEDIUM, 4, 16),
          new BenchCase("grpc mlp_delay c64", "mlp_delay", GRPC, MEDIUM, 4, 16),
          new BenchCase("grpc cnn c8", "cnn", GRPC, IMAGE, 2, 4),
          new BenchCase("http bin id 2KB c32", "id", HTTP_BINARY, MEDIUM, 32, 1),
          new BenchCase("http bin id 602KB c4", "id", HTTP_BINARY, LARGE, 4, 1),
          new BenchCase("http json id 64B c32", "id", HTTP_JSON, SMALL, 32, 1),
          new BenchCase("http json id 2KB c32", "id", HTTP_JSON, MEDIUM, 32, 1),
          new BenchCase("http json id 150k floats c2", "id", HTTP_JSON, LARGE, 2, 1),
          new BenchCase("http bin mlp_dyn c32", "mlp_dyn", HTTP_BINARY, MEDIUM, 32, 1));

  private BenchCases() {}

  /** The first answer of each sequence, which is compared, is what it sent. */
  private static BenchCase open(String name, int sequences) {
    return new BenchCase(name, "sum", GRPC, SMALL, 4, 16).answeringAs("id").ofSequences(sequences);
  }

  /** The cases whose name holds one of {@code parts}; all of them where there are none. */
  public static List<BenchCase> matching(List<String> parts) {
    return ALL.stream()
        .filter(each -> parts.isEmpty() || parts.stream().anyMatch(each.name()::contains))
        .toList();
  }
}
