package dev.tandem.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LeaseTest {
  private final AtomicInteger givenBack = new AtomicInteger();
  private final Lease lease = new Lease(ByteBuffer.allocateDirect(8), givenBack::incrementAndGet);

  @Test
  void givesBackOnceTheLastShareIsClosed() {
    Lease second = lease.share();
    Lease third = second.share();

    lease.close();
    third.close();
    assertThat(givenBack).hasValue(0);
    assertThat(second.view().remaining()).isEqualTo(8);

    second.close();
    assertThat(givenBack).hasValue(1);
  }

  @Test
  void closingTwiceIsAFaultAndGivesNothingBackAgain() {
    lease.close();

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(lease::close)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("lease: closed more often than it was shared");
    }
    assertThat(givenBack).hasValue(1);
  }

  @Test
  void cannotBeViewedAfterItWasClosed() {
    lease.close();

    assertThatThrownBy(lease::view)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("lease: used after its last share was closed");
  }

  @Test
  void cannotBeRevivedAfterItWasClosed() {
    lease.close();

    assertThatThrownBy(lease::share)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("lease: shared after its last share was closed");
    assertThatThrownBy(lease::view).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(lease::close).isInstanceOf(IllegalStateException.class);
    assertThat(givenBack).hasValue(1);
  }

  @Test
  void viewsShareMemoryButNoPosition() {
    lease.view().putInt(0x01020304);

    ByteBuffer view = lease.view();
    assertThat(view.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThat(view.position()).isZero();
    assertThat(view.get(0)).isEqualTo((byte) 4);
    lease.close();
  }
}
