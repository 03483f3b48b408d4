package dev.tandem.server;

import dev.tandem.engine.model.Finding;
import dev.tandem.engine.repository.RepositoryCheck.ModelFindings;
import java.util.List;

/** What is wrong with models, as {@code tandem check} prints it. */
final class CheckReport {
  private CheckReport() {}

  /** One block: the model, and below it each finding with the lines that would do. */
  static String of(ModelFindings model) {
    StringBuilder text = new StringBuilder();
    text.append(model.model().isEmpty() ? "(repository)" : model.model()).append('\n');
    for (Finding finding : model.findings()) {
      text.append("  - ").append(finding.reason().strip().replaceAll("\\s*\\R\\s*", " "));
      text.append('\n');
      finding.correction().ifPresent(lines -> appendCorrection(text, lines));
    }
    return text.append('\n').toString();
  }

  private static void appendCorrection(StringBuilder text, String lines) {
    text.append("    config.pbtxt should say:\n");
    lines.lines().forEach(line -> text.append("      ").append(line).append('\n'));
  }

  static String summary(List<ModelFindings> models) {
    long checked = models.stream().filter(model -> !model.model().isEmpty()).count();
    long bad =
        models.stream()
            .filter(model -> !model.model().isEmpty() && !model.findings().isEmpty())
            .count();
    return "models checked: " + checked + ", with something wrong: " + bad + "\n";
  }
}
