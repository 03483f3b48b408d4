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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All repositories at one moment; made on a load thread.
 *
 * @param models the files of each model that can be read
 * @param unreadable what is wrong with the others
 * @param complete whether every repository could be listed, so that what is not here is gone
 */
record RepositoryView(
    Map<String, FolderSnapshot> models, Map<String, Finding> unreadable, boolean complete) {
  private static final Logger logger = LoggerFactory.getLogger(RepositoryView.class);

  static RepositoryView of(List<Path> repositories) {
    Map<String, ModelFolder> found = new TreeMap<>();
    Set<String> twice = new HashSet<>();
    Map<String, Finding> unreadable = new TreeMap<>();
    boolean complete = true;
    for (Path repository : repositories) {
      try {
        RepositoryScan scan = RepositoryScan.of(repository);
        scan.ignored().forEach(line -> logger.debug("{}", line));
        scan.unreadable().forEach((name, e) -> unreadable.put(name, unread(e)));
        for (ModelFolder folder : scan.models()) {
          if (found.put(folder.name(), folder) != null) {
            twice.add(folder.name());
          }
        }
      } catch (IOException e) {
        complete = false;
        logger.error("cannot list the model repository {}: {}", repository, Findings.inWords(e));
      }
    }
    Map<String, FolderSnapshot> models = new TreeMap<>();
    for (ModelFolder folder : new ArrayList<>(found.values())) {
      if (twice.contains(folder.name())) {
        unreadable.put(
            folder.name(), Finding.of("model appears in two or more repositories").at(Stage.POLL));
      } else {
        try {
          models.put(folder.name(), FolderSnapshot.of(folder));
        } catch (IOException | RuntimeException e) {
          unreadable.put(folder.name(), unread(e));
        }
      }
    }
    return new RepositoryView(models, unreadable, complete);
  }

  private static Finding unread(Exception e) {
    return Findings.of(e).at(Stage.POLL);
  }

  Set<String> names() {
    Set<String> names = new HashSet<>(models.keySet());
    names.addAll(unreadable.keySet());
    return names;
  }
}
