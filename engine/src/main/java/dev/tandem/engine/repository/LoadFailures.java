package dev.tandem.engine.repository;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.Finding.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client is told whose load failed, in Triton's words. */
final class LoadFailures {
  private static final Logger logger = LoggerFactory.getLogger(LoadFailures.class);

  private LoadFailures() {}

  /** What is wrong with a model whose load threw {@code failure}; a fault of ours is logged. */
  static Finding finding(String model, Throwable failure) {
    if (failure instanceof ConfigException
        || failure instanceof ServingException
        || failure instanceof IOException
        || failure instanceof UncheckedIOException) {
      return Findings.of((Exception) failure);
    }
    logger.error("model '{}' failed to load", model, failure);
    return Finding.of(Kind.INTERNAL, "internal error: " + failure);
  }

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
