package dev.tandem.engine.repository;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.Finding;
import java.util.Map;

/** What a client is told whose load failed, in Triton's words. */
final class LoadFailures {
  private LoadFailures() {}

  static ServingException unread(String model) {
    return new ServingException(
        Reason.NOT_IN_REPOSITORY,
        "failed to load '" + model + "', failed to poll from model repository");
  }

  static ServingException ofModel(String model, Finding finding) {
    return new ServingException(
        Reason.LOAD_FAILED, "load failed for model '" + model + "': " + finding.reason() + "\n");
  }

  static ServingException ofVersions(String model, Map<Long, Finding> failed) {
    StringBuilder text = new StringBuilder("load failed for model '" + model + "': ");
    failed.forEach(
        (version, finding) ->
            text.append("version ")
                .append(version)
                .append(" is at UNAVAILABLE state: ")
                .append(finding.text())
                .append(";\n"));
    return new ServingException(Reason.LOAD_FAILED, text.toString());
  }
}
