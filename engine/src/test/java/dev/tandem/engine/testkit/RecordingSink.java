package dev.tandem.engine.testkit;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.CloseHelper;

/** One request as its caller sees it: keeps the answers until it is closed, counts the releases. */
public final class RecordingSink implements ResponseSink, AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final List<InferResponse> responses = new CopyOnWriteArrayList<>();
  private final List<ServingException> failures = new CopyOnWriteArrayList<>();
  private final List<Thread> answerers = new CopyOnWriteArrayList<>();
  private final AtomicInteger releases = new AtomicInteger();
  private final AtomicInteger releasesBeforeLast = new AtomicInteger();
  private final AtomicInteger lastAnswers = new AtomicInteger();
  private final CountDownLatch answered = new CountDownLatch(1);

  @Override
  public void onResponse(InferResponse response, boolean last) {
    responses.add(response);
    if (last) {
      lastAnswer();
    }
  }

  @Override
  public void onFailure(ServingException failure) {
    failures.add(failure);
    lastAnswer();
  }

  private void lastAnswer() {
    releasesBeforeLast.set(releases.get());
    answerers.add(Thread.currentThread());
    lastAnswers.incrementAndGet();
    answered.countDown();
  }

  /** To be the request's release action. */
  public void release() {
    releases.incrementAndGet();
  }

  /** Waits for the last answer. */
  public RecordingSink await() throws InterruptedException {
    if (!answered.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("request: never answered");
    }
    return this;
  }

  public boolean isAnswered() {
    return answered.getCount() == 0;
  }

  public List<InferResponse> responses() {
    return List.copyOf(responses);
  }

  /** The only answer. */
  public InferResponse response() {
    return only(responses, failures);
  }

  /** The only answer, which is a failure. */
  public ServingException failure() {
    return only(failures, responses);
  }

  /** The failure that ended it, after answers or without any. */
  public ServingException lastFailure() {
    return only(failures, List.of());
  }

  /** The thread that brought the last answer. */
  public Thread answerer() {
    return only(answerers, List.of());
  }

  /** Whether there was one last answer, and one release before it. */
  public boolean isSettledOnce() {
    return lastAnswers.get() == 1 && releasesBeforeLast.get() == 1 && releases.get() == 1;
  }

  @Override
  public void close() {
    CloseHelper.closeAll(responses);
    responses.clear();
  }

  private static <T> T only(List<T> expected, List<?> others) {
    if (expected.size() != 1 || !others.isEmpty()) {
      throw new AssertionError("answers: " + expected + " and " + others + " (expected: one)");
    }
    return expected.get(0);
  }
}
