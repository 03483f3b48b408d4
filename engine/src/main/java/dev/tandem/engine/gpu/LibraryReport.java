package dev.tandem.engine.gpu;

import java.util.Optional;

/**
 * What was found of a library.
 *
 * @param soname the name by which the loader looks for it
 * @param version as it says itself, where it is asked; empty otherwise
 * @param problem the loader's own words where the library is there and cannot be opened; empty
 *     otherwise
 */
public record LibraryReport(String soname, Need need, State state, String version, String problem) {
  /** How much depends on it. */
  public enum Need {
    /** Nothing runs on a GPU without it. */
    ALL,
    /** Convolutions, poolings, normalizations and recurrent cells do not run without it. */
    MANY_OPERATORS,
    /** Fourier transforms do not run without it. */
    FEW_OPERATORS
  }

  /** Whether the loader opens it. */
  public enum State {
    FOUND,
    MISSING,
    BROKEN
  }

  static LibraryReport found(String soname, Need need, String version) {
    return new LibraryReport(soname, need, State.FOUND, version, "");
  }

  static LibraryReport missing(String soname, Need need) {
    return new LibraryReport(soname, need, State.MISSING, "", "");
  }

  static LibraryReport broken(String soname, Need need, String problem) {
    return new LibraryReport(soname, need, State.BROKEN, "", problem);
  }

  public boolean isFound() {
    return state == State.FOUND;
  }

  /** What it is a part of, {@code CUDA 12 runtime} for one; empty where that is not known. */
  public Optional<String> product() {
    return Product.of(soname).map(Product::name);
  }

  /** The name of NVIDIA's package for Debian and Ubuntu; empty where that is not known. */
  public Optional<String> systemPackage() {
    return Product.of(soname).map(Product::systemPackage);
  }
}
