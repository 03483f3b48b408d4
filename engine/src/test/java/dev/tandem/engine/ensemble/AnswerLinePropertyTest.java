package dev.tandem.engine.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.ensemble.AnswerLine.Next;
import dev.tandem.engine.ensemble.AnswerLine.Place;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.FakeModel;
import dev.tandem.engine.testkit.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Branches that end in any order, one of which may fail, and what leaves the line. */
class AnswerLinePropertyTest {
  private static final FakeModel MODEL =
      FakeModel.of("m", 1, List.of(), List.of(), inputs -> List.of());

  private static InferResponse answer(int number) {
    Tensor tensor = Tensors.ints("Y", Shape.of(1), number);
    return new InferResponse(MODEL, "id", List.of(tensor), List.of());
  }

  @Property(tries = 300)
  void answersLeaveInTheOrderOfTheirProducerUpToTheFailure(
      @ForAll @IntRange(min = 1, max = 12) int branches,
      @ForAll @IntRange(min = 0, max = 24) int failing,
      @ForAll long seed) {
    Random random = new Random(seed);
    AnswerLine line = new AnswerLine();
    List<Integer> left = new ArrayList<>();
    List<Place> open = new ArrayList<>();
    List<Place> all = new ArrayList<>();
    List<String> ends = new ArrayList<>();
    while (all.size() < branches || !open.isEmpty()) {
      if (all.size() < branches && (open.isEmpty() || random.nextBoolean())) {
        all.add(line.add(all.size() == branches - 1));
        open.add(all.get(all.size() - 1));
        if (all.size() == branches) {
          line.close();
        }
      } else {
        Place place = open.remove(random.nextInt(open.size()));
        int number = all.indexOf(place);
        if (number == failing) {
          line.fail(place, new ServingException(Reason.EXECUTION_FAILED, "failed"));
        } else {
          line.put(place, answer(number), true);
        }
      }
      for (Next next = line.next(); next != null; next = line.next()) {
        InferResponse response = next.response();
        if (response != null) {
          left.add(Tensors.intsOf(response.outputs().get(0))[0]);
        }
        if (next.last()) {
          ends.add(response == null ? "failure" : "answer");
          assertThat(open).isEmpty();
        }
      }
    }
    int whole = Math.min(branches, failing);
    assertThat(left).containsExactlyElementsOf(IntStream.range(0, whole).boxed().toList());
    assertThat(ends).containsExactly(failing < branches ? "failure" : "answer");
    assertThat(line.size()).isZero();
  }
}
