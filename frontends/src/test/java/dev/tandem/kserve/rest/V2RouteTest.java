package dev.tandem.kserve.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class V2RouteTest {
  @ParameterizedTest
  @CsvSource({
    "/v2,                                   SERVER_METADATA,   '',    ''",
    "/v2/health/live,                       SERVER_LIVE,       '',    ''",
    "/v2/health/ready,                      SERVER_READY,      '',    ''",
    "/v2/models/m,                          MODEL_METADATA,    m,     ''",
    "/v2/models/m/versions/3,               MODEL_METADATA,    m,     3",
    "/v2/models/m/ready,                    MODEL_READY,       m,     ''",
    "/v2/models/m/versions/01/ready,        MODEL_READY,       m,     01",
    "/v2/models/m/config,                   MODEL_CONFIG,      m,     ''",
    "/v2/models/m/stats,                    MODEL_STATISTICS,  m,     ''",
    "/v2/models/stats,                      MODEL_STATISTICS,  '',    ''",
    "/v2/models/stats/infer,                INFER,             stats, ''",
    "/v2/models/m/versions/7/infer,         INFER,             m,     7",
    "/v2/models/m/generate,                 GENERATE,          m,     ''",
    "/v2/models/m/generate_stream,          GENERATE_STREAM,   m,     ''",
    "/v2/models/m/trace/setting,            TRACE_SETTING,     m,     ''",
    "/v2/trace/setting,                     TRACE_SETTING,     '',    ''",
    "/v2/logging,                           LOGGING,           '',    ''",
    "/v2/repository/index,                  REPOSITORY_INDEX,  '',    ''",
    "/v2/repository/somewhere/index,        REPOSITORY_INDEX,  '',    ''",
    "/v2/repository/models/m/load,          REPOSITORY_LOAD,   m,     ''",
    "/v2/repository/r/models/m/unload,      REPOSITORY_UNLOAD, m,     ''",
    "/v2/systemsharedmemory/status,         SYSTEM_MEMORY_STATUS, '', ''",
    "/v2/systemsharedmemory/region/r/register, SYSTEM_MEMORY_REGISTER, r, ''",
    "/v2/systemsharedmemory/unregister, SYSTEM_MEMORY_UNREGISTER, '', ''",
    "/v2/cudasharedmemory/region/r/register, CUDA_MEMORY_REGISTER, r, ''",
    "/v2/cudasharedmemory/region/r/status,  CUDA_MEMORY_STATUS, r, ''"
  })
  void findsWhatAPathAsksFor(String path, V2Endpoint endpoint, String model, String version) {
    V2Route route = V2Route.match(path).orElseThrow();

    assertThat(route.endpoint()).isEqualTo(endpoint);
    assertThat(route.model()).isEqualTo(model);
    assertThat(route.version()).isEqualTo(version);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/v1/models/m",
        "/V2/health/live",
        "/v2/",
        "/v2/health",
        "/v2/health/live/",
        "/v2/models",
        "/v2/models/",
        "/v2/models//ready",
        "/v2/models/m/",
        "/v2/models/m/versions",
        "/v2/models/m/versions/x/infer",
        "/v2/models/m/versions/-1/infer",
        "/v2/models/m/versions/1/trace/setting",
        "/v2/models/m/other",
        "/v2/repository//index",
        "/v2/repository/models/m/reload",
        "/v2/systemsharedmemory/region//status"
      })
  void doesNotKnowOtherPaths(String path) {
    assertThat(V2Route.match(path)).isEmpty();
  }
}
