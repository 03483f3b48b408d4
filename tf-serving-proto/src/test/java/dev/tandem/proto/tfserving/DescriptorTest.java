package dev.tandem.proto.tfserving;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.tandem.proto.tensorflow.TensorProto;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DescriptorTest {

  /** Between them these files need all the others. */
  private static final List<FileDescriptor> ROOTS =
      List.of(
          PredictionServiceProtos.getDescriptor(),
          ModelServiceProtos.getDescriptor(),
          SessionServiceProtos.getDescriptor(),
          PredictionLogProtos.getDescriptor(),
          SessionBundleConfigProtos.getDescriptor(),
          SslConfigProtos.getDescriptor(),
          MonitoringConfigProtos.getDescriptor());

  @Test
  void declaresExactlyThePublishedProtocol() throws IOException {
    Set<FileDescriptor> files = new LinkedHashSet<>();
    ROOTS.forEach(root -> collect(root, files));
    List<String> built = ProtocolLines.of(files);
    List<String> published = Resources.table("protocol.tsv");

    assertThat(minus(published, built)).as("published, not declared").isEmpty();
    assertThat(minus(built, published)).as("declared, not published").isEmpty();
  }

  @Test
  void namesTheFieldsOfModelStatusInSnakeCaseInJson() {
    assertThat(StatusProto.getDescriptor().getFields())
        .extracting(FieldDescriptor::getJsonName)
        .containsExactly("error_code", "error_message");
    assertThat(GetModelStatusResponse.getDescriptor().getFields())
        .extracting(FieldDescriptor::getJsonName)
        .containsExactly("model_version_status");
  }

  @Test
  void packsTheNumbersOfATensor() {
    assertThat(TensorProto.getDescriptor().getFields())
        .filteredOn(FieldDescriptor::isPackable)
        .hasSize(10)
        .allMatch(FieldDescriptor::isPacked);
  }

  private static List<String> minus(List<String> lines, List<String> others) {
    return lines.stream().filter(line -> !others.contains(line)).toList();
  }

  private static void collect(FileDescriptor file, Set<FileDescriptor> files) {
    if (file.getPackage().startsWith("tensorflow") && files.add(file)) {
      file.getDependencies().forEach(dependency -> collect(dependency, files));
    }
  }
}
