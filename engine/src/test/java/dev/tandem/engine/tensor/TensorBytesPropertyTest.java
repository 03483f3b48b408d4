package dev.tandem.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TensorBytesPropertyTest {
  @Property
  void readTheSameHoweverTheyAreCut(
      @ForAll @Size(max = 64) byte[] content,
      @ForAll @Size(max = 6) List<@IntRange(max = 64) Integer> cuts,
      @ForAll @IntRange(max = 127) int direct) {
    List<ByteBuffer> runs = cut(content, cuts, direct);

    TensorBytes bytes = TensorBytes.wrap(runs);

    assertThat(bytes.size()).isEqualTo(content.length);
    ByteBuffer copy = ByteBuffer.allocate(content.length + 2).put((byte) 1);
    bytes.copyTo(copy);
    assertThat(copy.position()).isEqualTo(content.length + 1);
    assertThat(copy.slice(1, content.length)).isEqualTo(ByteBuffer.wrap(content));
    assertThat(bytes.asOneRun()).isEqualTo(ByteBuffer.wrap(content));
    assertThat(bytes.asOneRun()).isEqualTo(ByteBuffer.wrap(content));
    assertThat(runs).allMatch(run -> run.position() == 3);
  }

  private static List<ByteBuffer> cut(byte[] content, List<Integer> cuts, int direct) {
    List<Integer> ends = new ArrayList<>(cuts.stream().filter(c -> c < content.length).toList());
    ends.add(content.length);
    ends.sort(null);
    List<ByteBuffer> runs = new ArrayList<>();
    int start = 0;
    for (int end : ends) {
      int size = 3 + end - start;
      boolean isDirect = (direct >> runs.size() & 1) == 1;
      ByteBuffer run = isDirect ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
      runs.add(run.position(3).put(content, start, end - start).position(3));
      start = end;
    }
    return runs;
  }
}
