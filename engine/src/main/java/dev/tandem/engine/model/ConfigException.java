package dev.tandem.engine.model;

/** A configuration that cannot be served, with a text for the person who wrote it. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Finding finding;

  public ConfigException(String message) {
    this(Finding.of(message));
  }

  public ConfigException(String message, Throwable cause) {
    this(Finding.of(message), cause);
  }

  public ConfigException(Finding finding) {
    super(finding.reason());
    this.finding = finding;
  }

  public ConfigException(Finding finding, Throwable cause) {
    super(finding.reason(), cause);
    this.finding = finding;
  }

  public Finding finding() {
    return finding;
  }
}
