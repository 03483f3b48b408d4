package dev.tandem.engine.repository;

import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.Finding.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * All repositories at one moment; made on a load thread.
 *
 * @param models the files of each model that can be read
 * @param unreadable what is wrong with the others
 * @param remarks what is wrong beside that, a line each
 * @param complete whether every repository could be listed, so that what is not here is gone
 */
record RepositoryView(
    Map<String, FolderSnapshot> models,
    Map<String, Finding> unreadable,
    List<String> remarks,
    boolean complete) {
  static RepositoryView of(List<Path> repositories) {
    Map<String, FolderSnapshot> models = new TreeMap<>();
    Map<String, Finding> unreadable = new TreeMap<>();
    List<String> remarks = new ArrayList<>();
    boolean complete = true;
    for (Path repository : repositories) {
      try {
        for (Path path : RepositoryScan.models(repository)) {
          String name = RepositoryScan.name(path);
          if (models.remove(name) != null || unreadable.containsKey(name)) {
            unreadable.put(
                name, Finding.of("model appears in two or more repositories").at(Stage.POLL));
          } else {
            read(name, path, models, unreadable, remarks);
          }
        }
      } catch (IOException | RuntimeException e) {
        complete = false;
        remarks.add(
            "cannot list the model repository " + repository + ": " + Findings.of(e).reason());
      }
    }
    return new RepositoryView(models, unreadable, remarks, complete);
  }

  private static void read(
      String name,
      Path path,
      Map<String, FolderSnapshot> models,
      Map<String, Finding> unreadable,
      List<String> remarks) {
    Findings leftOut = Findings.at(Stage.MODEL);
    try {
      models.put(name, FolderSnapshot.of(RepositoryScan.model(path, leftOut)));
    } catch (IOException | RuntimeException e) {
      unreadable.put(name, Findings.of(e).at(Stage.POLL));
    }
    leftOut.list().forEach(finding -> remarks.add("model '" + name + "': " + finding.reason()));
  }

  Set<String> names() {
    Set<String> names = new HashSet<>(models.keySet());
    names.addAll(unreadable.keySet());
    return names;
  }
}
