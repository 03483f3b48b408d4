package dev.tandem.benchmarks.soak;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tandem.benchmarks.cases.Answer;
import dev.tandem.benchmarks.cases.Protocol;
import dev.tandem.benchmarks.cases.RequestBody;
import dev.tandem.benchmarks.soak.HttpSocket.HttpAnswer;
import java.io.IOException;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** HTTP requests of every kind, on a connection that is kept and on new ones; of one thread. */
final class HttpClients implements AutoCloseable {
  private static final String JSON = "content-type: application/json\r\n";
  private static final Set<Integer> BUSY = Set.of(429, 503);

  /** As in Triton, text that is no JSON at all is a 500. */
  private static final Set<Integer> MALFORMED = Set.of(400, 500);

  private static final Set<Integer> UNKNOWN = Set.of(404);
  private static final int PIPELINED = 8;
  private static final int MAX_UNREAD_MICROS = 1_000_000;
  private static final int MAX_LEAVE_MICROS = 5_000;

  private final int port;
  private @Nullable HttpSocket kept;

  HttpClients(int port) {
    this.port = port;
  }

  Verdict binary(Question question) throws IOException {
    HttpAnswer answer = ask(binaryRequest(question));
    if (answer.status() == 200) {
      question.check(Answer.of(Protocol.HTTP_BINARY, answer.body().toByteArray()));
      return Verdict.ANSWERED;
    }
    return refused(question, answer);
  }

  Verdict json(Question question) throws IOException {
    HttpAnswer answer =
        ask(
            HttpSocket.request(
                infer(question.model()), JSON, question.json().bytes().toByteArray()));
    if (answer.status() == 200) {
      question.check(Answer.of(Protocol.HTTP_JSON, answer.body().toByteArray()));
      return Verdict.ANSWERED;
    }
    return refused(question, answer);
  }

  Verdict tfJson(Question question) throws IOException {
    byte[] body = PredictForm.json(question.inputs().get(0));
    HttpAnswer answer =
        ask(HttpSocket.request("/v1/models/" + question.model() + ":predict", JSON, body));
    if (answer.status() == 200) {
      String output = question.expected().outputs().keySet().iterator().next();
      question.check(PredictForm.jsonAnswer(output, answer.body().toByteArray()));
      return Verdict.ANSWERED;
    }
    return refused(question, answer);
  }

  private static Verdict refused(Question question, HttpAnswer answer) {
    if (question.model().equals(SoakModels.SLOW) && BUSY.contains(answer.status())) {
      return Verdict.REFUSED;
    }
    throw unexpected(answer);
  }

  private static Fault unexpected(HttpAnswer answer) {
    String body = answer.body().toString(US_ASCII);
    return new Fault(
        "HTTP " + answer.status() + ": " + body.substring(0, Math.min(200, body.length())));
  }

  private static String infer(String model) {
    return "/v2/models/" + model + "/infer";
  }

  private static byte[] binaryRequest(Question question) {
    RequestBody body = question.binary();
    return HttpSocket.request(
        infer(question.model()),
        "inference-header-content-length: " + body.jsonLength() + "\r\n",
        body.bytes().toByteArray());
  }

  private HttpAnswer ask(byte[] request) throws IOException {
    HttpSocket socket = kept;
    if (socket == null) {
      socket = new HttpSocket(port);
      kept = socket;
    }
    socket.send(request, request.length);
    return socket.read();
  }

  /** Bodies that are not what they say; the connection must stay usable. */
  Verdict malformed(RandomGenerator random, Question question) throws IOException {
    byte[] json = question.json().bytes().toByteArray();
    byte[] broken =
        switch (random.nextInt(3)) {
          case 0 -> HttpSocket.request(infer(question.model()), JSON, cut(json, random));
          case 1 ->
              HttpSocket.request(
                  infer(question.model()),
                  "inference-header-content-length: " + (json.length + 1) + "\r\n",
                  json);
          default -> HttpSocket.request("/v1/models/id:predict", JSON, cut(json, random));
        };
    return expect(ask(broken), MALFORMED);
  }

  private static byte[] cut(byte[] json, RandomGenerator random) {
    // Nothing at all would be a tensor without elements, in the form without JSON.
    byte[] cut = new byte[1 + random.nextInt(json.length - 1)];
    System.arraycopy(json, 0, cut, 0, cut.length);
    return cut;
  }

  Verdict unknownModel(RandomGenerator random, Question question) throws IOException {
    byte[] body = question.json().bytes().toByteArray();
    String path = random.nextBoolean() ? "/v1/models/nowhere:predict" : infer("nowhere");
    return expect(ask(HttpSocket.request(path, JSON, body)), UNKNOWN);
  }

  private static Verdict expect(HttpAnswer answer, Set<Integer> statuses) {
    if (!statuses.contains(answer.status())) {
      throw unexpected(answer);
    }
    return Verdict.REFUSED;
  }

  Verdict cutBody(RandomGenerator random, Question question) throws IOException {
    byte[] request = binaryRequest(question);
    HttpSocket socket = new HttpSocket(port);
    socket.send(request, 1 + random.nextInt(request.length - 1));
    return leave(random, socket);
  }

  Verdict gone(RandomGenerator random, Question question) throws IOException {
    byte[] request = binaryRequest(question);
    HttpSocket socket = new HttpSocket(port);
    socket.send(request, request.length);
    return leave(random, socket);
  }

  Verdict cutAnswer(RandomGenerator random, Question question) throws IOException {
    byte[] request = binaryRequest(question);
    HttpSocket socket = new HttpSocket(port);
    socket.send(request, request.length);
    socket.readSome(1 + random.nextInt(request.length));
    return leave(random, socket);
  }

  /** Requests whose answers nobody reads, until the socket takes no more of them either. */
  Verdict unread(RandomGenerator random, Question question) throws IOException {
    byte[] request = binaryRequest(question);
    HttpSocket socket = new HttpSocket(port);
    UnreadRequests sender = new UnreadRequests(socket, request, PIPELINED);
    GrpcClients.pause(random, MAX_UNREAD_MICROS);
    socket.abort();
    sender.await();
    return Verdict.LEFT;
  }

  private static Verdict leave(RandomGenerator random, HttpSocket socket) throws IOException {
    if (random.nextBoolean()) {
      GrpcClients.pause(random, MAX_LEAVE_MICROS);
    }
    if (random.nextInt(5) == 0) {
      socket.close();
    } else {
      socket.abort();
    }
    return Verdict.LEFT;
  }

  /** Forgets a connection on which something went wrong. */
  void reset() {
    try {
      close();
    } catch (IOException e) {
      // It is of no more use, closed or not.
    }
  }

  @Override
  public void close() throws IOException {
    HttpSocket socket = kept;
    kept = null;
    if (socket != null) {
      socket.close();
    }
  }
}
