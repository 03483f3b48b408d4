package dev.tandem.engine.repository;

import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.Finding.Kind;
import dev.tandem.engine.model.Finding.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What a series of checks finds, in their order; one that fails does not keep the others. */
final class Findings {
  /** A check that throws for what it finds. */
  interface Check {
    void run() throws IOException;
  }

  /** Makes something, or throws for what it finds. */
  interface Step<T> {
    T make() throws IOException;
  }

  private final Stage stage;
  private final List<Finding> found = new ArrayList<>();

  private Findings(Stage stage) {
    this.stage = stage;
  }

  /** Of checks that are made at {@code stage}. */
  static Findings at(Stage stage) {
    return new Findings(stage);
  }

  /** Whether {@code check} found nothing. */
  boolean check(Check check) {
    return check(check, Optional::empty);
  }

  /**
   * Whether {@code check} found nothing.
   *
   * @param correction what config.pbtxt should say, where the check does not say it itself
   */
  boolean check(Check check, Supplier<Optional<String>> correction) {
    try {
      check.run();
      return true;
    } catch (ConfigException | ServingException | IOException | UncheckedIOException e) {
      Finding finding = of(e);
      if (finding.correction().isEmpty()) {
        finding = correction.get().map(finding::withCorrection).orElse(finding);
      }
      found.add(finding.at(stage));
      return false;
    }
  }

  /** What {@code step} makes; empty where it finds something instead. */
  <T> Optional<T> make(Step<T> step) {
    List<T> made = new ArrayList<>(1);
    check(() -> made.add(step.make()));
    return made.stream().findFirst();
  }

  void add(Finding finding) {
    found.add(finding);
  }

  void addAll(List<Finding> findings) {
    found.addAll(findings);
  }

  List<Finding> list() {
    return List.copyOf(found);
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** Throws the first of them, if there is one. */
  void throwFirst() {
    if (!found.isEmpty()) {
      throw new ConfigException(found.get(0));
    }
  }

  /** What a failure to load says about the model. */
  static Finding of(Exception e) {
    if (e instanceof ConfigException config) {
      return config.finding();
    }
    if (e instanceof ServingException serving) {
      return Finding.of(kind(serving), serving.text());
    }
    IOException cause =
        e instanceof IOException io
            ? io
            : e instanceof UncheckedIOException u ? u.getCause() : null;
    return cause == null
        ? Finding.of(Kind.INTERNAL, "internal error: " + e)
        : Finding.of(Kind.INTERNAL, "cannot read the model: " + inWords(cause));
  }

  private static Kind kind(ServingException e) {
    return switch (e.reason()) {
      case INVALID_REQUEST, INVALID_TENSOR, MALFORMED_BODY -> Kind.INVALID_ARGUMENT;
      case UNSUPPORTED -> Kind.UNSUPPORTED;
      case MODEL_NOT_FOUND, OUT_OF_MEMORY -> Kind.UNAVAILABLE;
      default -> Kind.INTERNAL;
    };
  }

  /** The JDK says only the path for the commonest faults. */
  static String inWords(IOException e) {
    if (e instanceof AccessDeniedException denied) {
      return "no permission for " + denied.getFile();
    }
    if (e instanceof NoSuchFileException missing) {
      return missing.getFile() + " is not there";
    }
    if (e instanceof FileSystemLoopException loop) {
      return loop.getFile() + " is a link in a circle";
    }
    return String.valueOf(e.getMessage());
  }
}
