package dev.tandem.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GrpcComparisonTest {
  private static final String SERVICE = "/inference.GRPCInferenceService/";
  private static final GrpcExchange READY = exchange("ModelReady", false, false);
  private static final GrpcExchange INFER = exchange("ModelInfer", false, false);
  private static final GrpcExchange STREAM = exchange("ModelStreamInfer", true, false);
  private static final GrpcExchange UNORDERED = exchange("ModelStreamInfer", true, true);

  private static final ByteString A = output("A", "FP32");
  private static final ByteString B = output("B", "INT32");
  private static final ByteString ONE = Proto.bytes(6, ByteString.fromHex("0000803f"));
  private static final ByteString AFTER_ONE = Proto.bytes(6, ByteString.fromHex("0100803f"));
  private static final ByteString TWO = Proto.bytes(6, ByteString.fromHex("00000040"));

  @Test
  void otherCodeIsIncompatible() {
    Verdict verdict =
        compare(READY, Answers.grpc("NOT_FOUND", "gone"), Answers.grpc("INTERNAL", "gone"));

    assertIncompatible(verdict);
    assertThat(verdict.why()).startsWith("code NOT_FOUND != INTERNAL");
  }

  @Test
  void otherDetailsAreCompatibleOnly() {
    assertCompatibleOnly(
        compare(READY, Answers.grpc("NOT_FOUND", "gone"), Answers.grpc("NOT_FOUND", "left")));
  }

  @Test
  void missingDetailsOfAnErrorAreIncompatible() {
    assertIncompatible(
        compare(READY, Answers.grpc("NOT_FOUND", "gone"), Answers.grpc("NOT_FOUND", "")));
  }

  @Test
  void otherValueIsIncompatible() {
    GrpcAnswer ready = ok(Proto.varint(1, 1));

    assertExact(READY, ready, ready);
    assertIncompatible(compare(READY, ready, ok(ByteString.EMPTY)));
    assertIncompatible(compare(READY, ready, ok()));
    assertIncompatible(
        compare(READY, ready, ok(ready.messages().get(0).concat(ByteString.fromHex("ff")))));
  }

  @Test
  void fieldThatTheSchemaLacksIsIncompatible() {
    assertIncompatible(
        compare(READY, ok(Proto.varint(1, 1)), ok(Proto.varint(1, 1).concat(Proto.varint(9, 1)))));
  }

  @Test
  void otherOrderOfOutputsIsCompatibleOnly() {
    assertCompatibleOnly(compare(INFER, ok(A, ONE, B, TWO), ok(B, TWO, A, ONE)));
  }

  @Test
  void rawContentsBelongToTheOutputAtTheirPlace() {
    assertExact(INFER, ok(A, B, ONE, TWO), ok(A, ONE, B, TWO));
    assertIncompatible(compare(INFER, ok(A, B, ONE, TWO), ok(A, B, TWO, ONE)));
    assertIncompatible(compare(INFER, ok(A, B, ONE, TWO), ok(A, B, ONE)));
  }

  @Test
  void closeRawFloatsAreCompatibleOnly() {
    assertCompatibleOnly(compare(INFER, ok(A, ONE), ok(A, AFTER_ONE)));
    assertIncompatible(compare(INFER, ok(B, ONE), ok(B, AFTER_ONE)));
  }

  @Test
  void textOfAnErrorInsideOfAStreamCountsForExactOnly() {
    GrpcAnswer recorded = stream(Proto.text(1, "no such model"));

    assertExact(STREAM, recorded, recorded);
    assertCompatibleOnly(compare(STREAM, recorded, stream(Proto.text(1, "other"))));
    assertIncompatible(compare(STREAM, recorded, stream(ByteString.EMPTY)));
    assertIncompatible(compare(STREAM, recorded, stream()));
  }

  @Test
  void orderOfAStreamCountsUnlessRecordedAsUnordered() {
    ByteString first = Proto.bytes(2, Proto.text(3, "1"));
    ByteString second = Proto.bytes(2, Proto.text(3, "2"));

    assertIncompatible(compare(STREAM, stream(first, second), stream(second, first)));
    assertExact(UNORDERED, stream(first, second), stream(second, first));
    assertIncompatible(compare(UNORDERED, stream(first, second), stream(first, first)));
  }

  @Test
  void volatileFieldMayDifferOrBeMissing() {
    VolatilePaths model = VolatilePaths.of(List.of("model_name"));
    GrpcAnswer recorded = ok(Proto.text(1, "a").concat(Proto.text(3, "id")));

    assertThat(GrpcComparison.compare(INFER, recorded, ok(Proto.text(3, "id")), model).isExact())
        .isTrue();
    assertIncompatible(GrpcComparison.compare(INFER, recorded, ok(Proto.text(1, "a")), model));
  }

  @Test
  void volatileDetailsMayDiffer() {
    VolatilePaths details = VolatilePaths.of(List.of("details"));

    assertThat(
            GrpcComparison.compare(
                    READY, Answers.grpc("INTERNAL", "1"), Answers.grpc("INTERNAL", "2"), details)
                .isExact())
        .isTrue();
  }

  private static GrpcExchange exchange(String rpc, boolean streaming, boolean unordered) {
    return new GrpcExchange(
        new GrpcRequest(
            SERVICE + rpc, streaming, List.of(), 0, Map.of(), GrpcRequest.NO_COMPRESSION),
        null,
        unordered);
  }

  private static ByteString output(String name, String datatype) {
    return Proto.bytes(5, Proto.text(1, name).concat(Proto.text(2, datatype)));
  }

  /** One message of these fields. */
  private static GrpcAnswer ok(ByteString... fields) {
    return fields.length == 0 ? stream() : stream(ByteString.copyFrom(List.of(fields)));
  }

  private static GrpcAnswer stream(ByteString... messages) {
    return new GrpcAnswer("OK", "", List.of(messages));
  }

  private static Verdict compare(GrpcExchange exchange, GrpcAnswer recorded, GrpcAnswer now) {
    return GrpcComparison.compare(exchange, recorded, now, VolatilePaths.NONE);
  }

  private static void assertExact(GrpcExchange exchange, GrpcAnswer recorded, GrpcAnswer now) {
    assertThat(compare(exchange, recorded, now).why()).isEmpty();
  }

  private static void assertCompatibleOnly(Verdict verdict) {
    assertThat(verdict.incompatibility()).isNull();
    assertThat(verdict.isExact()).isFalse();
  }

  private static void assertIncompatible(Verdict verdict) {
    assertThat(verdict.isCompatible()).isFalse();
    assertThat(verdict.isExact()).isFalse();
  }
}
