package dev.tandem.engine.resource;

import dev.tandem.engine.model.ConfigException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Decides which of the instances that wait may run. Those with the least executions times priority
 * come first; one that must wait for a resource keeps it from all behind it, so that nobody waits
 * forever. Belongs to one thread at a time.
 */
final class Grants {
  private static final Comparator<Member> ORDER =
      Comparator.comparingLong((Member member) -> member.weight)
          .thenComparingLong(member -> member.turn);

  private final ResourceLimits limits;
  private final List<Member> members = new ArrayList<>();
  private final Map<ResourceKey, Long> used = new HashMap<>();
  private long turns;

  /** An instance. */
  static final class Member {
    private final Demand demand;

    /** Executions so far times priority. */
    private long weight;

    private long turn;
    private boolean waits;
    private boolean runs;

    private Member(Demand demand) {
      this.demand = demand;
    }

    boolean waits() {
      return waits;
    }

    boolean runs() {
      return runs;
    }

    Demand demand() {
      return demand;
    }
  }

  Grants(ResourceLimits limits) {
    this.limits = limits;
  }

  /** Throws {@link ConfigException} where such an instance could never run. */
  Member join(Demand demand) {
    for (ResourceKey key : demand.keys()) {
      OptionalLong limit = limits.of(key);
      if (limit.isPresent() && limit.getAsLong() < demand.of(key)) {
        throw new ConfigException(
            "Resource count for \""
                + key.name()
                + "\" is limited to "
                + limit.getAsLong()
                + " which will prevent scheduling of one or more model instances, the minimum"
                + " required count is "
                + demand.of(key));
      }
    }
    members.forEach(other -> other.demand.requireSameScopes(demand));
    Member member = new Member(demand);
    members.add(member);
    return member;
  }

  /** It is no more, and what it holds is free. */
  void leave(Member member) {
    giveBack(member);
    member.waits = false;
    members.remove(member);
  }

  /** It waits from now on. Having had nothing to do puts nobody ahead of those that had. */
  void want(Member member) {
    long least =
        members.stream()
            .filter(other -> other != member && (other.waits || other.runs))
            .mapToLong(other -> other.weight)
            .min()
            .orElse(0);
    member.weight = Math.max(member.weight, least);
    member.turn = turns++;
    member.waits = true;
  }

  /** Lets run whoever may; returns whether there was somebody. */
  boolean grant() {
    List<Member> waiting = members.stream().filter(Member::waits).sorted(ORDER).toList();
    Set<ResourceKey> claimed = new HashSet<>();
    boolean granted = false;
    for (Member member : waiting) {
      if (isFree(member.demand, claimed)) {
        member.demand.keys().forEach(key -> use(key, member.demand.of(key)));
        member.waits = false;
        member.runs = true;
        granted = true;
      } else {
        member.demand.keys().forEach(claimed::add);
      }
    }
    return granted;
  }

  private boolean isFree(Demand demand, Set<ResourceKey> claimed) {
    for (ResourceKey key : demand.keys()) {
      boolean fits = demand.of(key) <= count(key) - used.getOrDefault(key, 0L);
      if (!fits || claimed.contains(key)) {
        return false;
      }
    }
    return true;
  }

  /** How much of it there is. */
  long count(ResourceKey key) {
    return limits
        .of(key)
        .orElseGet(
            () -> members.stream().mapToLong(member -> member.demand.of(key)).max().orElse(0));
  }

  private void use(ResourceKey key, long count) {
    used.merge(key, count, Long::sum);
    used.remove(key, 0L);
  }

  /** What it held is free again. */
  void giveBack(Member member) {
    if (member.runs) {
      member.runs = false;
      member.weight += member.demand.priority();
      member.demand.keys().forEach(key -> use(key, -member.demand.of(key)));
    }
  }
}
