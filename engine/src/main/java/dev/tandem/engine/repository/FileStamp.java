package dev.tandem.engine.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * What tells that a file may have changed. The time is that of the last change of any kind where
 * the file system has it, since copying tools set the time of the last modification back.
 */
record FileStamp(long sizeBytes, FileTime changed, @Nullable Object key) {
  static FileStamp of(Path file) throws IOException {
    BasicFileAttributes basic = Files.readAttributes(file, BasicFileAttributes.class);
    return new FileStamp(basic.size(), changed(file, basic), basic.fileKey());
  }

  private static FileTime changed(Path file, BasicFileAttributes basic) throws IOException {
    try {
      return (FileTime) Files.getAttribute(file, "unix:ctime");
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return basic.lastModifiedTime();
    }
  }
}
