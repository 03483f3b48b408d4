package dev.tandem.engine.gpu;

import java.util.List;

/**
 * What a shared library asks of the loader.
 *
 * @param libraries the names of the libraries that must be there
 * @param folders where it looks for them first, {@code $ORIGIN} being its own folder
 */
record ElfNeeds(List<String> libraries, List<String> folders) {
  ElfNeeds {
    libraries = List.copyOf(libraries);
    folders = List.copyOf(folders);
  }
}
