package dev.tandem.engine.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Device;
import dev.tandem.engine.model.RateLimiter;
import dev.tandem.engine.model.RateLimiter.Resource;
import dev.tandem.engine.resource.Grants.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Instances that come, wait, run and go at random, and what always holds. */
class GrantsPropertyTest {
  private static final Device GPU_1 = new Device.Gpu(1);

  /** All that members of these tests need. */
  private static final List<ResourceKey> KEYS =
      List.of(
          ResourceKey.everywhere("A"), ResourceKey.of("B", Device.CPU), ResourceKey.of("B", GPU_1));

  private static final ResourceLimits LIMITS =
      new ResourceLimits(Map.of(ResourceKey.everywhere("A"), 5L));

  private static Demand demand(long a, long b, long priority) {
    return demand(a, b, priority, Device.CPU);
  }

  private static Demand demand(long a, long b, long priority, Device device) {
    List<Resource> resources = new ArrayList<>();
    if (a > 0) {
      resources.add(new Resource("A", true, a));
    }
    if (b > 0) {
      resources.add(new Resource("B", false, b));
    }
    return Demand.of(new RateLimiter(resources, priority), device);
  }

  @Provide
  static Arbitrary<List<Demand>> demands() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 5),
            Arbitraries.longs().between(0, 4),
            Arbitraries.longs().between(0, 3),
            Arbitraries.of(Device.CPU, GPU_1))
        .as(GrantsPropertyTest::demand)
        .list()
        .ofMinSize(1)
        .ofMaxSize(8);
  }

  @Property(tries = 300)
  void nothingIsGrantedTwiceAndNobodyWaitsForever(
      @ForAll("demands") List<Demand> demands, @ForAll long seed) {
    Random random = new Random(seed);
    Grants grants = new Grants(LIMITS);
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      act(grants, members, demands, random);
      List<Member> before = members.stream().filter(Member::runs).toList();
      boolean granted = grants.grant();
      assertThat(granted)
          .isEqualTo(members.stream().anyMatch(m -> m.runs() && !before.contains(m)));
      if (granted) {
        assertNothingIsOverCommitted(grants, members, before);
      }
    }
    assertEveryWaiterRunsWithinTheTurnsOfOthers(grants, members);
    members.forEach(grants::leave);
    assertNothingIsHeld(grants);
  }

  private static void assertNothingIsHeld(Grants grants) {
    Member all = grants.join(demand(5, 4, 0));
    grants.want(all);
    assertThat(grants.grant()).isTrue();
    assertThat(all.runs()).isTrue();
  }

  private static void act(
      Grants grants, List<Member> members, List<Demand> demands, Random random) {
    int what = random.nextInt(8);
    if (members.isEmpty() || what == 0) {
      members.add(grants.join(demands.get(random.nextInt(demands.size()))));
      return;
    }
    Member member = members.get(random.nextInt(members.size()));
    if (what == 1) {
      grants.leave(member);
      members.remove(member);
    } else if (member.runs()) {
      grants.giveBack(member);
    } else if (!member.waits()) {
      grants.want(member);
    }
  }

  /** Of what was granted now; with those that ran, there may be more where a model has gone. */
  private static void assertNothingIsOverCommitted(
      Grants grants, List<Member> members, List<Member> before) {
    for (ResourceKey key : KEYS) {
      boolean grew =
          members.stream().anyMatch(m -> m.runs() && !before.contains(m) && m.demand().of(key) > 0);
      long used = members.stream().filter(Member::runs).mapToLong(m -> m.demand().of(key)).sum();
      if (grew) {
        assertThat(used).as(key.toString()).isLessThanOrEqualTo(grants.count(key));
      }
    }
  }

  /** All want to run again at once; with weights that are level, none runs many times more. */
  private static void assertEveryWaiterRunsWithinTheTurnsOfOthers(
      Grants grants, List<Member> members) {
    Map<Member, Integer> runs = new HashMap<>();
    for (int i = 0; i < 40 * members.size(); i++) {
      for (Member member : members) {
        if (member.runs()) {
          runs.merge(member, 1, Integer::sum);
          grants.giveBack(member);
        }
        if (!member.waits()) {
          grants.want(member);
        }
        grants.grant();
      }
    }
    assertThat(runs.keySet()).containsAll(members);
  }

  @Example
  void theLeastExecutionsTimesPriorityGoFirst() {
    Grants grants = new Grants(LIMITS);
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      members.add(grants.join(demand(5, 0, i < 2 ? 1 : 3)));
    }
    int[] runs = new int[4];
    members.forEach(grants::want);
    for (int i = 0; i < 80; i++) {
      grants.grant();
      Member running = members.stream().filter(Member::runs).findFirst().orElseThrow();
      runs[members.indexOf(running)]++;
      grants.giveBack(running);
      grants.grant();
      grants.want(running);
    }
    assertThat(runs[0] + runs[1]).isBetween(55, 65);
    assertThat(runs[2] + runs[3]).isBetween(15, 25);
  }

  @Example
  void whatCanNeverRunIsRefused() {
    Grants grants = new Grants(LIMITS);
    assertThatThrownBy(() -> grants.join(demand(6, 0, 1)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Resource count for \"A\" is limited to 5 which will prevent scheduling of one or more"
                + " model instances, the minimum required count is 6");
    Member known = grants.join(demand(1, 1, 1));
    Demand other = Demand.of(new RateLimiter(List.of(new Resource("B", true, 1)), 1), Device.CPU);
    assertThatThrownBy(() -> grants.join(other))
        .hasMessage(
            "Resource \"B\" is present as both global and device-specific resource in the model"
                + " configuration.");
    grants.leave(known);
    assertThat(grants.join(other).waits()).isFalse();
  }
}
