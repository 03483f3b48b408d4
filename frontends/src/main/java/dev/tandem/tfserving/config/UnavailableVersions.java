package dev.tandem.tfserving.config;

import dev.tandem.engine.api.ModelVersionStatus;
import dev.tandem.status.TfServingStatus;
import java.util.List;

/** What TensorFlow Serving says of versions that were to serve and do not. */
public final class UnavailableVersions {
  private UnavailableVersions() {}

  /**
   * Names each of {@code failed} with its error.
   *
   * @param noun what they are called: a start counts servables, a reload models
   */
  public static String text(String noun, List<ModelVersionStatus> failed) {
    StringBuilder text = new StringBuilder();
    text.append(failed.size()).append(' ').append(noun).append(" did not become available: {");
    for (ModelVersionStatus version : failed) {
      text.append("{{name: ")
          .append(version.model())
          .append(" version: ")
          .append(version.version().orElse(0))
          .append("} due to error: ")
          .append(TfServingStatus.code(version.failure().orElseThrow()))
          .append(": ")
          .append(version.reason())
          .append("}, ");
    }
    return text.append('}').toString();
  }
}
