package dev.tandem.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import io.prometheus.client.Collector.MetricFamilySamples;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MemoryGaugesTest {
  private final NativePool pool = new NativePool(1 << 20);
  private final ByteBudget engine = new ByteBudget(1000);
  private final ByteBudget http = new ByteBudget(1000);
  private final ByteBudget answers = new ByteBudget(1000);
  private final MemoryGauges gauges = new MemoryGauges(pool, engine, http, answers);

  @Test
  void sayWhatIsHeldAndWhere() {
    engine.tryReserve(300);
    http.tryReserve(20);
    answers.tryReserve(4);
    try (Lease lease = pool.lease(1024)) {
      assertThat(lease.view().capacity()).isEqualTo(1024);
      assertThat(values())
          .containsExactly(
              "tandem_native_leases_open[] 1.0",
              "tandem_native_retained_bytes[] 0.0",
              "tandem_in_flight_bytes[engine] 300.0",
              "tandem_in_flight_bytes[http] 20.0",
              "tandem_in_flight_bytes[answers] 4.0");
    }
  }

  @Test
  void areZeroOnceAllIsGivenBackButForWhatIsKept() {
    pool.lease(1024).close();
    engine.tryReserve(300);
    engine.release(300);
    assertThat(values())
        .containsExactly(
            "tandem_native_leases_open[] 0.0",
            "tandem_native_retained_bytes[] 1024.0",
            "tandem_in_flight_bytes[engine] 0.0",
            "tandem_in_flight_bytes[http] 0.0",
            "tandem_in_flight_bytes[answers] 0.0");
  }

  @Test
  void eachHaveAHelpText() {
    assertThat(gauges.families()).allSatisfy(family -> assertThat(family.help).isNotBlank());
  }

  private List<String> values() {
    return gauges.families().stream()
        .map((MetricFamilySamples family) -> family.samples)
        .flatMap(List::stream)
        .map(sample -> sample.name + sample.labelValues + " " + sample.value)
        .collect(Collectors.toList());
  }
}
