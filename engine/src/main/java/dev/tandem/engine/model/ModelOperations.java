package dev.tandem.engine.model;

import java.util.List;

/** Libraries of custom operators that a model needs. */
public record ModelOperations(List<String> opLibraryFilenames) {
  public ModelOperations {
    opLibraryFilenames = List.copyOf(opLibraryFilenames);
  }
}
