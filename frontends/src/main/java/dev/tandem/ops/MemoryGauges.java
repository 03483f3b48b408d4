package dev.tandem.ops;

import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.util.List;

/**
 * What the server holds for requests, under names of its own; all but the retained bytes are zero
 * when nothing is in flight.
 *
 * @param engine the budget of the requests that the engine has taken
 * @param http the budget of the bodies that HTTP requests have sent
 * @param answers the budget of the answers that go out as they come and that their callers have not
 *     yet read
 */
public record MemoryGauges(
    NativePool pool, ByteBudget engine, ByteBudget http, ByteBudget answers) {
  List<MetricFamilySamples> families() {
    return List.of(
        gauge(
            "tandem_native_leases_open",
            "Number of blocks of native memory that requests and models hold",
            pool.openLeases()),
        gauge(
            "tandem_native_retained_bytes",
            "Bytes of native memory that are free and kept for requests to come",
            pool.retainedBytes()),
        inFlight());
  }

  private MetricFamilySamples inFlight() {
    String name = "tandem_in_flight_bytes";
    return new MetricFamilySamples(
        name,
        Collector.Type.GAUGE,
        "Bytes held by inputs in the engine, by bodies at the HTTP doors, and by streamed answers not yet read",
        List.of(
            where(name, "engine", engine),
            where(name, "http", http),
            where(name, "answers", answers)));
  }

  private static Sample where(String name, String place, ByteBudget budget) {
    return new Sample(name, List.of("where"), List.of(place), budget.reserved());
  }

  private static MetricFamilySamples gauge(String name, String help, long value) {
    return new MetricFamilySamples(
        name, Collector.Type.GAUGE, help, List.of(new Sample(name, List.of(), List.of(), value)));
  }
}
