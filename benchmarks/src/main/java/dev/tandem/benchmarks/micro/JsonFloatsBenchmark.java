package dev.tandem.benchmarks.micro;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tandem.benchmarks.cases.SampleInput;
import dev.tandem.json.ByteSink;
import dev.tandem.json.JsonDocument;
import dev.tandem.json.JsonFloatStyle;
import dev.tandem.json.JsonReader;
import dev.tandem.json.JsonToken;
import dev.tandem.json.JsonWriter;
import dev.tandem.json.TrailingBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A JSON array of floats into native memory and back. The JDK's own reading of the same numbers is
 * beside it.
 *
 * <p>{@code make jmh F=JsonFloats ARGS="-prof gc"}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class JsonFloatsBenchmark {
  private static final int BYTES_PER_NUMBER = 24;

  @Param({"512", "150528"})
  private int floats;

  private byte[] json;
  private String[] numbers;
  private ByteBuffer values;
  private ByteBuffer target;
  private ByteSink sink;

  @Setup
  public void writeSample() {
    SampleInput input = SampleInput.floats("INPUT", floats);
    String text = input.toJsonValues();
    json = ("[" + text + "]").getBytes(US_ASCII);
    numbers = text.split(",", -1);
    values = direct();
    input.bytes().copyTo(values);
    target = direct();
    sink = new ByteSink(floats * BYTES_PER_NUMBER);
    Expect.that(read().flip().equals(values.flip()), "the floats that were written");
    json = write().toByteArray();
    Expect.that(read().flip().equals(values), "the floats that were written by ours");
    json = ("[" + text + "]").getBytes(US_ASCII);
  }

  private ByteBuffer direct() {
    return ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Benchmark
  public ByteBuffer read() {
    target.clear();
    JsonReader reader = JsonDocument.parse(json, TrailingBytes.REJECT).root().reader();
    for (JsonToken token = reader.next(); token != JsonToken.END; token = reader.next()) {
      if (token == JsonToken.NUMBER) {
        target.putFloat(reader.number().floatValue());
      }
    }
    return target;
  }

  @Benchmark
  public ByteBuffer readWithJdk() {
    target.clear();
    for (String number : numbers) {
      target.putFloat(Float.parseFloat(number));
    }
    return target;
  }

  @Benchmark
  public ByteSink write() {
    sink.length(0);
    JsonWriter writer = new JsonWriter(sink, JsonFloatStyle.RAPIDJSON);
    writer.beginArray();
    for (int i = 0; i < floats; i++) {
      writer.number((double) values.getFloat(i * Float.BYTES));
    }
    writer.endArray();
    return sink;
  }

  @Benchmark
  public StringBuilder writeWithJdk() {
    StringBuilder text = new StringBuilder(floats * BYTES_PER_NUMBER);
    for (int i = 0; i < floats; i++) {
      text.append(',').append((double) values.getFloat(i * Float.BYTES));
    }
    return text;
  }
}
