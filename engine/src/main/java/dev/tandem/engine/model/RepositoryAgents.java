package dev.tandem.engine.model;

import java.util.List;
import java.util.Map;

/** What acts on a model's files before they are loaded. */
public record RepositoryAgents(List<Agent> agents) {

  /** One agent and its settings. */
  public record Agent(String name, Map<String, String> parameters) {
    public Agent {
      parameters = SortedCopy.of(parameters);
    }
  }

  public RepositoryAgents {
    agents = List.copyOf(agents);
  }
}
