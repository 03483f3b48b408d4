package dev.tandem.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TallyTest {
  private final Tally tally = new Tally();

  @Test
  void findsNothingWrongWhereAllThatStartedEnded() {
    tally.started(RequestKind.GRPC_PLAIN);
    tally.callStarted();
    tally.callEnded();
    tally.ended(RequestKind.GRPC_PLAIN, Verdict.ANSWERED);

    assertThat(tally.troubles()).isEmpty();
    assertThat(tally.table().toText()).containsPattern("grpc plain +1 +1 +0");
  }

  @Test
  void missesAnEnd() {
    tally.started(RequestKind.HTTP_JSON);

    assertThat(tally.troubles()).containsExactly("requests: 1 started, 0 ended");
  }

  @Test
  void seesACallThatEndedTwice() {
    tally.callStarted();
    tally.callEnded();
    tally.callEnded();

    assertThat(tally.troubles()).containsExactly("gRPC calls: 1 started, 2 ended");
  }

  @Test
  void tellsFaults() {
    tally.started(RequestKind.HTTP_JSON);
    tally.fault("HTTP 500");

    assertThat(tally.troubles()).containsExactly("1 requests ended wrongly, such as:", "HTTP 500");
  }
}
