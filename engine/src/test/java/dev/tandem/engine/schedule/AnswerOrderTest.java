package dev.tandem.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.schedule.AnswerOrder.Ticket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AnswerOrderTest {
  private final AnswerOrder order = new AnswerOrder();
  private final List<String> answered = Collections.synchronizedList(new ArrayList<>());

  @Test
  void holdsAnswersBackUntilThoseBeforeThemAreGiven() {
    Ticket first = order.issue();
    Ticket second = order.issue();
    Ticket third = order.issue();

    complete(third, "e");
    complete(second, "c", "d");
    assertThat(answered).isEmpty();
    complete(first, "a", "b");

    assertThat(answered).containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  void aBatchWithoutAnswersHoldsNobodyBack() {
    Ticket first = order.issue();
    Ticket second = order.issue();

    complete(first);
    complete(second, "a");

    assertThat(answered).containsExactly("a");
  }

  @Test
  void aCallerMayWaitForAnotherThreadThatCompletesItsOwnBatch() {
    Ticket first = order.issue();
    Ticket second = order.issue();
    first.add(() -> await(CompletableFuture.runAsync(() -> complete(second, "b"))));

    complete(first, "a");

    assertThat(answered).containsExactly("a", "b");
  }

  @Test
  void anAnswerThatFailsHoldsNobodyBack() {
    Ticket first = order.issue();
    Ticket second = order.issue();
    first.add(
        () -> {
          throw new IllegalStateException("no");
        });

    complete(first, "a");
    complete(second, "b");

    assertThat(answered).containsExactly("a", "b");
  }

  @Test
  void keepsTheOrderWhicheverThreadsComplete() throws InterruptedException {
    int batches = 20_000;
    List<Ticket> tickets = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < batches; i++) {
      int number = i;
      Ticket ticket = order.issue();
      ticket.add(() -> numbers.add(number));
      tickets.add(ticket);
    }
    List<Thread> threads = new ArrayList<>();
    for (int start = 0; start < 3; start++) {
      int from = start;
      Thread thread =
          new Thread(
              () -> {
                for (int i = from; i < batches; i += 3) {
                  order.complete(tickets.get(i));
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(numbers).hasSize(batches).isSorted();
  }

  private void complete(Ticket ticket, String... answers) {
    for (String answer : answers) {
      ticket.add(() -> answered.add(answer));
    }
    order.complete(ticket);
  }

  private static void await(CompletableFuture<Void> done) {
    try {
      done.get(60, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("another thread is held up", e);
    }
  }
}
