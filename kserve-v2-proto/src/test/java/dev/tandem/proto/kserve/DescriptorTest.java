package dev.tandem.proto.kserve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DescriptorTest {

  private static final List<String> BUILT =
      ProtocolLines.of(
          List.of(GrpcServiceProtos.getDescriptor(), ModelConfigProtos.getDescriptor()));

  @Test
  void declaresExactlyThePublishedProtocol() throws IOException {
    List<String> published = Resources.table("protocol.tsv");

    assertThat(minus(published, BUILT)).as("published, not declared").isEmpty();
    assertThat(minus(BUILT, published)).as("declared, not published").isEmpty();
  }

  @Test
  void declaresFieldsInTheOrderInWhichTritonPrintsThem() throws IOException {
    assertThat(fieldsByMessage(BUILT)).isEqualTo(fieldsByMessage(Resources.table("protocol.tsv")));
  }

  private static List<String> minus(List<String> lines, List<String> others) {
    return lines.stream().filter(line -> !others.contains(line)).toList();
  }

  private static Map<String, List<String>> fieldsByMessage(List<String> lines) {
    return lines.stream()
        .map(line -> line.split("\t"))
        .filter(cells -> cells[0].equals("field"))
        .collect(
            Collectors.groupingBy(
                cells -> cells[1],
                LinkedHashMap::new,
                Collectors.mapping(cells -> cells[2], Collectors.toList())));
  }
}
