package dev.tandem.engine.repository.pbtxt;

import dev.tandem.engine.model.RepositoryAgents;
import dev.tandem.engine.model.RepositoryAgents.Agent;
import dev.tandem.proto.kserve.ModelRepositoryAgents;

/** {@link RepositoryAgents} and its message. */
final class AgentProto {
  private AgentProto() {}

  static RepositoryAgents read(ModelRepositoryAgents message) {
    return new RepositoryAgents(
        Lists.map(
            message.getAgentsList(),
            agent -> new Agent(agent.getName(), agent.getParametersMap())));
  }

  static ModelRepositoryAgents write(RepositoryAgents agents) {
    return ModelRepositoryAgents.newBuilder()
        .addAllAgents(
            Lists.map(
                agents.agents(),
                agent ->
                    ModelRepositoryAgents.Agent.newBuilder()
                        .setName(agent.name())
                        .putAllParameters(agent.parameters())
                        .build()))
        .build();
  }
}
