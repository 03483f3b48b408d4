package dev.tandem.engine.repository;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Ensemble;
import dev.tandem.engine.model.Ensemble.Step;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.Finding.Stage;
import dev.tandem.engine.model.ModelConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Which ensembles are made of which models. An ensemble is loaded once its parts are, and put
 * together anew where one of them comes, goes or is replaced. Belongs to the repository's thread.
 */
final class EnsembleLinks {
  private final Map<String, Link> links = new TreeMap<>();
  private BiFunction<String, Boolean, CompletableFuture<Void>> settle =
      (part, load) -> CompletableFuture.completedFuture(null);

  /** An ensemble. */
  private static final class Link {
    private final Set<String> parts;
    private final Runnable again;

    /** Whether what it is made of will be looked at anyway. */
    private boolean fresh;

    Link(Set<String> parts, Runnable again) {
      this.parts = parts;
      this.again = again;
    }
  }

  /**
   * @param settle waits until nothing is under way with a model, which is loaded first where that
   *     is asked for and it does not serve; what became of it does not matter
   */
  void settleBy(BiFunction<String, Boolean, CompletableFuture<Void>> settle) {
    this.settle = settle;
  }

  /**
   * Waits for the parts of an ensemble that is loaded.
   *
   * @param load whether parts that do not serve are loaded
   * @param again puts the ensemble together anew, where a part changes later
   */
  CompletableFuture<Void> await(ModelConfig config, boolean load, Runnable again) {
    Link link = new Link(parts(config), again);
    link.fresh = true;
    links.put(config.name(), link);
    List<String> circle = circle(config.name(), config.name(), new HashSet<>());
    if (!circle.isEmpty()) {
      link.fresh = false;
      return CompletableFuture.failedFuture(
          new ConfigException(
              "circular dependency between ensembles: " + String.join(" -> ", circle)));
    }
    CompletableFuture<?>[] settled =
        link.parts.stream()
            .map(part -> settle.apply(part, load).exceptionally(failure -> null))
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(settled).thenRun(() -> link.fresh = false);
  }

  private static Set<String> parts(ModelConfig config) {
    Set<String> parts = new LinkedHashSet<>();
    if (config.scheduling() instanceof Ensemble ensemble) {
      ensemble.steps().stream().map(Step::modelName).forEach(parts::add);
    }
    return parts;
  }

  /** The way from {@code from} to {@code to} through parts of ensembles, or nothing. */
  private List<String> circle(String from, String to, Set<String> seen) {
    Link link = links.get(from);
    if (link == null || !seen.add(from)) {
      return List.of();
    }
    for (String part : link.parts) {
      List<String> rest = part.equals(to) ? List.of(to) : circle(part, to, seen);
      if (!rest.isEmpty()) {
        List<String> way = new ArrayList<>(List.of(from));
        way.addAll(rest);
        return way;
      }
    }
    return List.of();
  }

  /** A version of {@code model} came, went or was replaced. */
  void changed(String model) {
    for (Link link : List.copyOf(links.values())) {
      if (link.parts.contains(model) && !link.fresh) {
        link.fresh = true;
        link.again.run();
      }
    }
  }

  /** {@code ensemble} is not put together anew after all; its parts are looked at no more. */
  void leave(String ensemble) {
    Link link = links.get(ensemble);
    if (link != null) {
      link.fresh = false;
    }
  }

  /** Whether {@code model} is an ensemble that comes and goes with its parts. */
  boolean knows(String model) {
    return links.containsKey(model);
  }

  /** {@code model} is no ensemble, or is not to serve any more. */
  void forget(String model) {
    links.remove(model);
  }

  /** What is wrong where a part of {@code ensemble} is nowhere at all. */
  Optional<Finding> unknownPart(String ensemble, ModelRegistry registry) {
    List<String> unknown = parts(ensemble, part -> !registry.knows(part));
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Finding.of(
                    "ensemble "
                        + ensemble
                        + " contains models that are not available or ambiguous: "
                        + String.join(", ", unknown))
                .at(Stage.MODEL));
  }

  /** Whether a part of {@code ensemble} does not serve. */
  boolean lacksPart(String ensemble, ModelRegistry registry) {
    return !parts(ensemble, part -> registry.readyVersions(part).isEmpty()).isEmpty();
  }

  /** The models that {@code ensemble} is made of and {@code which} picks. */
  private List<String> parts(String ensemble, Predicate<String> which) {
    Link link = links.get(ensemble);
    return link == null ? List.of() : link.parts.stream().filter(which).toList();
  }

  /** The models that {@code ensemble} is made of, of which no other ensemble is. */
  List<String> ownParts(String ensemble) {
    return parts(
        ensemble,
        part ->
            links.entrySet().stream()
                .noneMatch(
                    other ->
                        !other.getKey().equals(ensemble) && other.getValue().parts.contains(part)));
  }
}
