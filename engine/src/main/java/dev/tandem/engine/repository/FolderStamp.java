package dev.tandem.engine.repository;

import dev.tandem.engine.model.ConfigException;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.EnumSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The files of a folder with their stamps, by their paths in it; links are followed. */
record FolderStamp(Map<String, FileStamp> files) {
  private static final int MOST_FILES = 100_000;
  private static final int DEEPEST = 32;

  FolderStamp {
    files = Map.copyOf(files);
  }

  /** Stamps what is in {@code folder}, but for what {@code skipped} names. */
  static FolderStamp of(Path folder, Predicate<Path> skipped) throws IOException {
    NavigableMap<String, FileStamp> files = new TreeMap<>();
    Files.walkFileTree(
        folder,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        DEEPEST,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return skipped.test(directory)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (files.size() == MOST_FILES) {
              throw new ConfigException(folder + " has more than " + MOST_FILES + " files");
            }
            if (attributes.isRegularFile() && !skipped.test(file)) {
              put(file);
            }
            return FileVisitResult.CONTINUE;
          }

          /** One that goes away while it is looked at is not there. */
          private void put(Path file) throws IOException {
            try {
              files.put(folder.relativize(file).toString(), FileStamp.of(file));
            } catch (NoSuchFileException e) {
              // It is gone.
            }
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof FileSystemLoopException) {
              throw new ConfigException(file + " leads back to a folder around it, by a link");
            }
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
    return new FolderStamp(files);
  }

  /** When anything in the folder changed last, or none where it is empty. */
  Optional<FileTime> newestChange() {
    return files.values().stream().map(FileStamp::changed).max(FileTime::compareTo);
  }

  /** What the bytes of all these files come to. */
  String sum(Path folder) throws IOException {
    ContentSum sum = new ContentSum();
    for (Map.Entry<String, FileStamp> file : new TreeMap<>(files).entrySet()) {
      sum.add(file.getKey(), folder.resolve(file.getKey()));
    }
    return sum.toText();
  }
}
