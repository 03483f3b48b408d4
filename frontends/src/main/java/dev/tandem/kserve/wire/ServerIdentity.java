package dev.tandem.kserve.wire;

import dev.tandem.proto.kserve.ServerMetadataResponse;
import java.util.List;

/** What the server calls itself; clients of Triton look at the name and at the extensions. */
public record ServerIdentity(String name, String version) {
  /** Only those that are there: clients ask for what they find here. */
  private static final List<String> EXTENSIONS =
      List.of(
          "classification",
          "model_repository",
          "model_configuration",
          "system_shared_memory",
          "binary_tensor_data",
          "parameters",
          "statistics",
          "logging");

  public ServerMetadataResponse message() {
    return ServerMetadataResponse.newBuilder()
        .setName(name)
        .setVersion(version)
        .addAllExtensions(EXTENSIONS)
        .build();
  }
}
