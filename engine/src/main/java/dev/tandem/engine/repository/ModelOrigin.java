package dev.tandem.engine.repository;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.Finding.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where a model's files are looked for. */
sealed interface ModelOrigin {
  /**
   * Looks at the files as they are now; throws {@link ServingException} where there are none, and
   * {@link ConfigException} where they contradict themselves.
   */
  FolderSnapshot snapshot(String name) throws IOException;

  /** Whether the files are compared with what was loaded, for which their bytes have to be read. */
  default boolean isCompared() {
    return true;
  }

  /**
   * In the one of these repositories that has a folder of the model's name.
   *
   * @param isCompared as somebody may have them loaded again
   */
  record Repositories(List<Path> folders, boolean isCompared) implements ModelOrigin {
    @Override
    public FolderSnapshot snapshot(String name) throws IOException {
      List<Path> found =
          folders.stream().map(folder -> folder.resolve(name)).filter(Files::isDirectory).toList();
      if (found.isEmpty()) {
        throw new ServingException(
            Reason.NOT_IN_REPOSITORY, "no repository has a folder '" + name + "'");
      }
      if (found.size() > 1) {
        throw new ConfigException(
            Finding.of("model appears in two or more repositories").at(Stage.POLL));
      }
      return FolderSnapshot.of(RepositoryScan.model(found.get(0)));
    }
  }

  /** In a folder that holds nothing but the model's versions. */
  record BasePath(Path path) implements ModelOrigin {
    @Override
    public FolderSnapshot snapshot(String name) throws IOException {
      return snapshot(name, Findings.at(Stage.MODEL));
    }

    /**
     * @param leftOut gets what its author took for a version and no server will
     */
    FolderSnapshot snapshot(String name, Findings leftOut) throws IOException {
      return FolderSnapshot.ofVersions(RepositoryScan.basePath(name, path, leftOut));
    }
  }

  /** In a folder of its own, into which a client sent it. */
  record Uploaded(UploadedModel files) implements ModelOrigin {
    @Override
    public FolderSnapshot snapshot(String name) throws IOException {
      ModelFolder found = RepositoryScan.model(files.folder());
      return FolderSnapshot.of(new ModelFolder(name, found.path(), found.versionPaths()));
    }
  }
}
