package dev.tandem.engine.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Device;
import dev.tandem.engine.model.RateLimiter;
import dev.tandem.engine.model.RateLimiter.Resource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResourceLimitsTest {
  private static final Device GPU_1 = new Device.Gpu(1);

  @Test
  void theLargestCountThatIsSaidOfAResourceHolds() {
    ResourceLimits limits =
        new ResourceLimits(
            Map.of(
                ResourceKey.everywhere("R"),
                2L,
                new ResourceKey("R", 1),
                5L,
                new ResourceKey("S", 1),
                7L));

    assertThat(limits.of(new ResourceKey("R", 0))).hasValue(2);
    assertThat(limits.of(new ResourceKey("R", 1))).hasValue(5);
    assertThat(limits.of(ResourceKey.everywhere("R"))).hasValue(5);
    assertThat(limits.of(new ResourceKey("S", 0))).isEmpty();
    assertThat(limits.of(ResourceKey.everywhere("S"))).hasValue(7);
    assertThat(limits.of(new ResourceKey("T", 1))).isEmpty();
  }

  @Test
  void eachDeviceHasItsOwn() {
    Grants grants = new Grants(new ResourceLimits(Map.of(ResourceKey.everywhere("R"), 1L)));
    Grants.Member onCpu = grants.join(demand("R", false, Device.CPU));
    Grants.Member onGpu = grants.join(demand("R", false, GPU_1));
    Grants.Member alsoOnGpu = grants.join(demand("R", false, GPU_1));

    grants.want(onCpu);
    grants.want(onGpu);
    grants.want(alsoOnGpu);
    grants.grant();

    assertThat(onCpu.runs()).isTrue();
    assertThat(onGpu.runs()).isTrue();
    assertThat(alsoOnGpu.waits()).isTrue();
  }

  @Test
  void theServersOwnIsSharedByAllDevices() {
    Grants grants = new Grants(ResourceLimits.NONE);
    Grants.Member onCpu = grants.join(demand("R", true, Device.CPU));
    Grants.Member onGpu = grants.join(demand("R", true, GPU_1));

    grants.want(onCpu);
    grants.want(onGpu);
    grants.grant();

    assertThat(onCpu.runs()).isTrue();
    assertThat(onGpu.waits()).isTrue();
  }

  @Test
  void anInstanceThatItsDeviceNeverHasEnoughForIsRefused() {
    Grants grants = new Grants(new ResourceLimits(Map.of(new ResourceKey("R", 1), 1L)));
    Demand two = Demand.of(new RateLimiter(List.of(new Resource("R", false, 2)), 1), GPU_1);

    assertThatThrownBy(() -> grants.join(two))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("\"R\" is limited to 1");
  }

  private static Demand demand(String name, boolean global, Device device) {
    return Demand.of(new RateLimiter(List.of(new Resource(name, global, 1)), 1), device);
  }
}
