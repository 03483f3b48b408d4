package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerModelTest {
  @ParameterizedTest
  @CsvSource({
    "m,    ,     '',             m, /models/m",
    "'',   /p,   '',             model, /p/model",
    "m,    /p/,  '',             m, /p/m",
    "m,    /,    '',             m, /m",
    "m,    /p,   --model_name=n, n, /p/m",
    "m,    /p,   --model_base_path=/q, default, /q",
  })
  void servesTheFolderThatTheEnvironmentNames(
      String name, String basePath, String flag, String servedAs, String folder)
      throws StartFailure {
    assertThat(basePaths(name, basePath, flag).single())
        .contains(new BasePathModelOptions(servedAs, folder));
  }

  @ParameterizedTest
  @CsvSource({"--model-repository=r", "--model-store=r", "--model_config_file=f"})
  void givesWayToFlags(String flag) throws StartFailure {
    assertThat(basePaths("m", "/p", flag).single()).isEmpty();
  }

  @Test
  void saysWhereItCameFrom() throws StartFailure {
    assertThat(read("m", "/p", "").remarks())
        .containsExactly("MODEL_NAME and MODEL_BASE_PATH say to serve '/p/m' as 'm'");
    assertThat(read("m", "/p", "--model_base_path=/q").remarks()).isEmpty();
  }

  private static BasePathOptions basePaths(String name, String basePath, String flag)
      throws StartFailure {
    return read(name, basePath, flag).control().basePaths();
  }

  private static ServerOptions read(String name, String basePath, String flag) throws StartFailure {
    return OptionsReader.read(
        flag.isEmpty() ? Commands.readServeFlags() : Commands.readServeFlags(flag),
        Map.of("MODEL_NAME", name, "MODEL_BASE_PATH", basePath == null ? "" : basePath));
  }
}
