package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tandem.engine.repository.ControlMode;
import dev.tandem.engine.resource.ResourceKey;
import dev.tandem.engine.resource.ResourceLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every flag arrives where it is meant to. */
class FlagMappingTest {
  private static final String REPOSITORY = "--model-repository=models";

  private static final OptionalInt AT_MOST_ONE =
      Runtime.getRuntime().availableProcessors() > 1 ? OptionalInt.of(1) : OptionalInt.empty();

  /** Each flag with a value that is not its default, and where that value must arrive. */
  static Stream<Arguments> mappings() {
    return Stream.of(
        mapping("--cache-config=local,size=4096", o -> o.cache(), new CacheOptions.Local(4096)),
        mapping("--response-cache-byte-size=8192", o -> o.cache(), new CacheOptions.Local(8192)),
        mapping("--enable_signature_method_name_check", o -> o.checkSignatureMethods(), true),
        mapping("--http-thread-count=3", o -> o.transport().eventLoops(), OptionalInt.of(3)),
        mapping("--grpc-infer-thread-count=5", o -> o.transport().eventLoops(), OptionalInt.of(5)),
        mapping("--reuse-http-port", o -> o.listeners().http().shared(), true),
        mapping("--reuse-grpc-port", o -> o.listeners().grpc().shared(), true),
        mapping("--grpc-keepalive-time=7", o -> grpc(o).keepAliveTime().toMillis(), 7L),
        mapping("--grpc-keepalive-timeout=8", o -> grpc(o).keepAliveTimeout().toMillis(), 8L),
        mapping(
            "--grpc-keepalive-permit-without-calls=false",
            o -> grpc(o).permitWithoutCalls(),
            false),
        mapping(
            "--grpc-http2-min-recv-ping-interval-without-data=9",
            o -> grpc(o).minPingInterval().toMillis(),
            9L),
        mapping("--grpc-http2-max-ping-strikes=0", o -> grpc(o).minPingInterval(), Duration.ZERO),
        mapping(
            "--grpc-max-connection-age=5",
            o -> grpc(o).maxConnectionAge(),
            Optional.of(Duration.ofMillis(5))),
        mapping(
            "--grpc-max-connection-age-grace=6",
            o -> grpc(o).maxConnectionAgeGrace(),
            Optional.of(Duration.ofMillis(6))),
        mapping(
            "--grpc-infer-response-compression-level=low", o -> grpc(o).compressAnswers(), true),
        mapping(
            "--grpc-header-forward-pattern=x", o -> o.access().grpc().forwarded().isEmpty(), false),
        mapping(
            "--http-header-forward-pattern=x", o -> o.access().http().forwarded().isEmpty(), false),
        mapping(
            "--grpc-restricted-protocol=health:k=v",
            o -> o.access().grpc().restrictions().isEmpty(),
            false),
        mapping(
            "--http-restricted-api=health:k=v",
            o -> o.access().http().restrictions().isEmpty(),
            false),
        mapping("--port=0", o -> o.listeners().tfGrpc().enabled(), false),
        mapping("--rest_api_port=0", o -> o.listeners().tfHttp().enabled(), false),
        mapping("--port=any", o -> o.listeners().tfGrpc().enabled(), true),
        mapping("--allow-tf-serving=false", o -> o.tfServing().served(), false),
        mapping("--enable_batching", o -> o.tfServing().batching().enabled(), true),
        mapping(
            "--batching_parameters_file=f",
            o -> o.tfServing().batching().file(),
            Optional.of(Path.of("f"))),
        mapping(
            "--batching_parameters_file=", o -> o.tfServing().batching().file(), Optional.empty()),
        mapping(
            "--enable_per_model_batching_parameters",
            o -> o.tfServing().batching().perModel(),
            true),
        mapping(
            "--enable_serialization_as_tensor_content", o -> o.tfServing().asTensorContent(), true),
        mapping(
            "--tensorflow_session_parallelism=3",
            o -> o.tfServing().backendThreads(),
            Map.of("intra_op_thread_count", "3", "inter_op_thread_count", "3")),
        mapping(
            "--tensorflow_intra_op_parallelism=3",
            o -> o.tfServing().backendThreads(),
            Map.of("intra_op_thread_count", "3")),
        mapping(
            "--tensorflow_inter_op_parallelism=3",
            o -> o.tfServing().backendThreads(),
            Map.of("inter_op_thread_count", "3")),
        mapping("--grpc_socket_path=s", o -> o.transport().socket(), Optional.of(Path.of("s"))),
        mapping("--rest_api_num_threads=1", o -> o.transport().eventLoops(), AT_MOST_ONE),
        mapping("--grpc_max_threads=1", o -> o.transport().eventLoops(), AT_MOST_ONE),
        mapping("--grpc_max_threads=1000000", o -> o.transport().eventLoops(), OptionalInt.empty()),
        mapping(
            "--grpc_channel_arguments=grpc.max_connection_age_ms=5",
            o -> o.transport().tfGrpc().maxConnectionAge(),
            Optional.of(Duration.ofMillis(5))),
        mapping(
            "--ssl_config_file=f", o -> o.transport().tls().tfGrpc(), Optional.of(Path.of("f"))),
        mapping("--use_alts_credentials=false", o -> o.transport().tls(), TlsOptions.NONE),
        mapping(
            "--grpc-use-ssl --grpc-server-cert=c --grpc-server-key=k",
            o -> o.transport().tls().grpc(),
            pem(Optional.empty())),
        mapping(
            "--grpc-use-ssl-mutual --grpc-server-cert=c --grpc-server-key=k --grpc-root-cert=r",
            o -> o.transport().tls().grpc(),
            pem(Optional.of(Path.of("r")))),
        mapping("--allow-client-shm=true", o -> o.allowClientShm(), true),
        mapping("--model-store=a", o -> o.repository().repositories().get(1), Path.of("a")),
        mapping("--model-repository=b", o -> o.repository().repositories().get(1), Path.of("b")),
        mapping(
            "--rate-limit=execution_count",
            o -> o.repository().resources(),
            Optional.of(ResourceLimits.NONE)),
        mapping(
            "--rate-limit=execution_count --rate-limit-resource=R:2:0 --rate-limit-resource=R:3",
            o -> o.repository().resources(),
            Optional.of(
                new ResourceLimits(
                    Map.of(new ResourceKey("R", 0), 2L, ResourceKey.everywhere("R"), 3L)))),
        mapping(
            "--rate-limit=off --rate-limit-resource=R:3",
            o -> o.repository().resources(),
            Optional.empty()),
        mapping("--model-control-mode=poll", o -> o.control().mode(), ControlMode.POLL),
        mapping("--model-control-mode=explicit", o -> o.control().mode(), ControlMode.EXPLICIT),
        mapping("--load-model=m", o -> o.control().startupModels(), List.of("m")),
        mapping("--load-model=*", o -> o.control().startupModels(), List.of("*")),
        mapping("--repository-poll-secs=3", o -> o.control().pollInterval().toSeconds(), 3L),
        mapping("--model-load-retry-count=2", o -> o.control().retries().count(), 2),
        mapping("--http-cors-origins=*", o -> o.cors().http().any(), true),
        mapping(
            "--http-cors-origins=https://A.org,http://b:3000",
            o -> o.cors().http().origins(),
            Set.of("https://a.org", "http://b:3000")),
        mapping("--rest_api_enable_cors_support", o -> o.cors().tfServing(), true),
        mapping("--num_load_threads=7", o -> o.repository().loadThreads(), 7),
        mapping("--num_load_threads=0", o -> o.repository().loadThreads(), 4),
        mapping(
            "--model_base_path=/m",
            o -> basePaths(o).single(),
            Optional.of(new BasePathModelOptions("default", "/m"))),
        mapping("--model_config_file=f", o -> basePaths(o).configFile(), Optional.of(Path.of("f"))),
        mapping("--allow-gpu-metrics=false", o -> o.gpuMetrics().allowed(), false),
        mapping("--metrics-interval-ms=5", o -> o.gpuMetrics().interval(), Duration.ofMillis(5)),
        mapping(
            "--monitoring_config_file=f",
            o -> o.monitoring().configFile(),
            Optional.of(Path.of("f"))),
        mapping(
            "--model_config_file_poll_wait_seconds=9",
            o -> basePaths(o).configFilePoll().toSeconds(),
            9L),
        mapping(
            "--file_system_poll_wait_seconds=0", o -> basePaths(o).versionsPoll(), Duration.ZERO),
        mapping(
            "--allow_version_labels_for_unavailable_models",
            o -> basePaths(o).labelsForUnavailable(),
            true),
        mapping(
            "--model_name=n --model_base_path=/m",
            o -> basePaths(o).single(),
            Optional.of(new BasePathModelOptions("n", "/m"))),
        mapping("--max_num_load_retries=1", o -> basePaths(o).retries().count(), 1),
        mapping(
            "--load_retry_interval_micros=5000",
            o -> basePaths(o).retries().interval().toMillis(),
            5L),
        mapping("--http-port=1", o -> o.listeners().http().port(), 1),
        mapping("--grpc-port=2", o -> o.listeners().grpc().port(), 2),
        mapping("--metrics-port=3", o -> o.listeners().metrics().port(), 3),
        mapping("--port=4", o -> o.listeners().tfGrpc().port(), 4),
        mapping("--rest_api_port=65535", o -> o.listeners().tfHttp().port(), 65535),
        mapping("--http-address=h", o -> o.listeners().http().address(), "h"),
        mapping("--http-address=h", o -> o.listeners().metrics().address(), "h"),
        mapping("--http-address=h", o -> o.listeners().tfHttp().address(), "h"),
        mapping("--grpc-address=g", o -> o.listeners().grpc().address(), "g"),
        mapping("--grpc-address=g", o -> o.listeners().tfGrpc().address(), "g"),
        mapping("--metrics-address=m", o -> o.listeners().metrics().address(), "m"),
        mapping("--allow-http=false", o -> o.listeners().http().enabled(), false),
        mapping("--allow-grpc=false", o -> o.listeners().grpc().enabled(), false),
        mapping("--allow-metrics=false", o -> o.listeners().metrics().enabled(), false),
        mapping("--allow-tf-serving=false", o -> o.listeners().tfGrpc().enabled(), false),
        mapping("--allow-tf-serving=false", o -> o.listeners().tfHttp().enabled(), false),
        mapping("--exit-on-error=false", o -> o.repository().exitOnError(), false),
        mapping("--strict-readiness=false", o -> o.strictReadiness(), false),
        mapping("--exit-timeout-secs=0", o -> o.limits().exitTimeout(), Duration.ZERO),
        mapping("--log-verbose=2", o -> o.log().verbose(), 2),
        mapping("--log-verbose", o -> o.log().verbose(), 1),
        mapping(
            "--backend-config=onnxruntime,default-max-batch-size=8",
            o -> o.repository().backendConfig(),
            Map.of("onnxruntime", Map.of("default-max-batch-size", "8"))),
        mapping("--id=me", o -> o.serverId(), "me"),
        mapping("--http-max-input-size=1", o -> o.limits().httpMaxInputBytes(), 1L),
        mapping("--max-in-flight-bytes=1", o -> o.limits().maxInFlightBytes(), 1L),
        mapping("--rest_api_timeout_in_ms=1", o -> o.limits().restTimeout(), Duration.ofMillis(1)),
        mapping("--model-control-mode=none", o -> o.repository().exitOnError(), true),
        mapping(
            "--model-config-name=h100", o -> o.repository().modelConfigName(), Optional.of("h100")),
        mapping("--model-load-thread-count=1", o -> o.repository().loadThreads(), 1),
        mapping("--enable_model_warmup=false", o -> o.repository().warmup().recorded(), false),
        mapping("--num_request_iterations_for_warmup=2", o -> o.repository().warmup().times(), 2),
        mapping("--disable-auto-complete-config", o -> o.repository().autoComplete(), false),
        mapping("--strict-model-config=true", o -> o.repository().autoComplete(), false),
        mapping("--log-info=false", o -> o.log().info(), false),
        mapping("--log-warning=false", o -> o.log().warning(), false),
        mapping("--log-error=false", o -> o.log().error(), false),
        mapping("--log-format=ISO8601", o -> o.log().format(), LogOptions.Format.ISO8601),
        mapping("--log-file=x.log", o -> o.log().file(), Optional.of(Path.of("x.log"))));
  }

  private static Arguments mapping(
      String flag, Function<ServerOptions, Object> field, Object expected) {
    return arguments(flag, field, expected);
  }

  @ParameterizedTest
  @MethodSource("mappings")
  void mapsFlagToField(String flag, Function<ServerOptions, Object> field, Object expected)
      throws StartFailure {
    String[] flags =
        Stream.concat(Stream.of(REPOSITORY), Stream.of(flag.split(" "))).toArray(String[]::new);
    assertThat(field.apply(ServerOptions.of(flags))).isEqualTo(expected);
  }

  @Test
  void everyFlagHasAMapping() {
    Set<String> mapped =
        mappings()
            .flatMap(mapping -> Stream.of(((String) mapping.get()[0]).split(" ")))
            .map(flag -> flag.replaceFirst("=.*", ""))
            .collect(Collectors.toSet());
    assertThat(ServeFlags.ALL).extracting(Flag::name).containsExactlyInAnyOrderElementsOf(mapped);
  }

  private static Optional<TlsOptions.PemFiles> pem(Optional<Path> clientsCa) {
    return Optional.of(new TlsOptions.PemFiles(Path.of("c"), Path.of("k"), clientsCa));
  }

  private static GrpcOptions grpc(ServerOptions options) {
    return options.transport().grpc();
  }

  private static BasePathOptions basePaths(ServerOptions options) {
    return options.control().basePaths();
  }
}
