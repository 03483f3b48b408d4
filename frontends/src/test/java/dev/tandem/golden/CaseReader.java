package dev.tandem.golden;

import com.google.protobuf.ByteString;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one line of the recordings, already parsed as JSON, into a case. */
final class CaseReader {
  private final JsonObject line;

  private CaseReader(JsonObject line) {
    this.line = line;
  }

  static GoldenCase read(JsonObject line) {
    return new CaseReader(line).goldenCase();
  }

  private GoldenCase goldenCase() {
    return new GoldenCase(
        line.text("name"),
        line.text("group"),
        line.text("setup"),
        line.has("request") ? httpExchange() : grpcExchange(),
        VolatilePaths.of(line.texts("volatile")),
        new Timing(
            line.number("delay_ms", 0), line.textOrNull("parallel"), line.number("at_ms", 0)),
        sharedMemory(),
        line.has("fragile"));
  }

  private boolean scored() {
    return line.flag("scored", true);
  }

  private HttpExchange httpExchange() {
    JsonObject request = line.object("request");
    return new HttpExchange(
        new HttpRequest(
            request.text("method"),
            request.text("path"),
            headers(request),
            bytes(request.textOrNull("body_b64"))),
        scored() ? httpAnswer(line.object("response")) : null);
  }

  private static HttpAnswer httpAnswer(JsonObject response) {
    return new HttpAnswer(
        Math.toIntExact(response.number("status", HttpAnswer.BROKEN)),
        headers(response),
        bytes(response.textOrNull("body_b64")));
  }

  private static Map<String, String> headers(JsonObject message) {
    JsonObject headers = message.object("headers");
    Map<String, String> byName = new LinkedHashMap<>();
    headers.names().forEach(name -> byName.put(name, headers.text(name)));
    return byName;
  }

  private GrpcExchange grpcExchange() {
    String compression = line.textOrNull("compression");
    Map<String, String> metadata = new LinkedHashMap<>();
    line.pairs("metadata").forEach(pair -> metadata.put(pair.get(0), pair.get(1)));
    GrpcRequest request =
        new GrpcRequest(
            line.text("method"),
            !line.text("kind").equals("unary"),
            line.texts("request_b64").stream().map(CaseReader::bytes).toList(),
            line.number("gap_ms", 0),
            metadata,
            compression == null ? GrpcRequest.NO_COMPRESSION : compression);
    return new GrpcExchange(request, scored() ? grpcAnswer() : null, line.flag("unordered", false));
  }

  private GrpcAnswer grpcAnswer() {
    List<ByteString> messages = line.texts("response_b64").stream().map(CaseReader::bytes).toList();
    return new GrpcAnswer(line.text("code"), line.text("details"), messages);
  }

  private SharedMemory sharedMemory() {
    return new SharedMemory(
        line.objects("shm_setup").stream().map(CaseReader::region).toList(),
        line.has("shm_check") ? check(line.object("shm_check")) : null);
  }

  private static SharedMemory.Region region(JsonObject region) {
    int size = Math.toIntExact(region.number("byte_size", 0));
    return new SharedMemory.Region(
        region.text("key"),
        region.has("fill_b64")
            ? bytes(region.text("fill_b64"))
            : ByteString.copyFrom(new byte[size]));
  }

  private static SharedMemory.Check check(JsonObject check) {
    return new SharedMemory.Check(
        check.text("key"), check.number("offset", 0), bytes(check.text("expect_b64")));
  }

  private static ByteString bytes(@Nullable String base64) {
    return base64 == null
        ? ByteString.EMPTY
        : ByteString.copyFrom(Base64.getDecoder().decode(base64));
  }
}
