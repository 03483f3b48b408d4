package dev.tandem.benchmarks.soak;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Does one thing after the other until it is told to stop, on a thread of its own. */
final class Caller implements Runnable {
  private final Questions questions;
  private final GrpcClients grpc;
  private final HttpClients http;
  private final Tally tally;
  private final CpuShare share;
  private final RandomGenerator random;
  private volatile boolean stopped;

  Caller(
      Questions questions,
      GrpcClients grpc,
      HttpClients http,
      Tally tally,
      CpuShare share,
      long seed) {
    this.questions = questions;
    this.grpc = grpc;
    this.http = http;
    this.tally = tally;
    this.share = share;
    random = new SplittableRandom(seed);
  }

  void stop() {
    stopped = true;
  }

  @Override
  public void run() {
    while (!stopped) {
      share.await();
      RequestKind kind = RequestMix.kind(random);
      tally.started(kind);
      try {
        tally.ended(kind, request(kind));
      } catch (IOException | RuntimeException e) {
        tally.fault(kind + ": " + e);
        http.reset();
      }
    }
    http.reset();
  }

  private Verdict request(RequestKind kind) throws IOException {
    return switch (kind) {
      case GRPC_PLAIN -> grpc.plain(random, questions.any(random));
      case GRPC_CANCELLED -> grpc.cancelled(random, questions.any(random));
      case GRPC_DEADLINE -> grpc.withDeadline(random, questions.any(random));
      case GRPC_DROPPED -> grpc.dropped(random, questions);
      case GRPC_UNREAD -> grpc.unread(random, questions.anyLarge(random));
      case GRPC_MALFORMED -> grpc.malformed(random, questions.any(random));
      case GRPC_UNKNOWN_MODEL -> grpc.unknownModel(random, questions.any(random));
      case PREDICT_PLAIN -> grpc.predict(random, questions.any(random));
      case PREDICT_DEADLINE -> grpc.predictWithDeadline(random, questions.any(random));
      case HTTP_BINARY -> http.binary(questions.any(random));
      case HTTP_JSON -> http.json(questions.anyForJson(random));
      case TF_JSON -> http.tfJson(questions.anyOneRowOfFloats(random));
      case HTTP_CUT_BODY -> http.cutBody(random, questions.any(random));
      case HTTP_GONE -> http.gone(random, questions.any(random));
      case HTTP_CUT_ANSWER -> http.cutAnswer(random, questions.any(random));
      case HTTP_UNREAD -> http.unread(random, questions.anyLarge(random));
      case HTTP_MALFORMED -> http.malformed(random, questions.anyForJson(random));
      case HTTP_UNKNOWN_MODEL -> http.unknownModel(random, questions.anyForJson(random));
    };
  }
}
