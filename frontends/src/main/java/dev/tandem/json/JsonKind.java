package dev.tandem.json;

/** The kinds of JSON values; true and false are two kinds, as TF Serving's messages name them. */
public enum JsonKind {
  NULL("Null"),
  FALSE("False"),
  TRUE("True"),
  OBJECT("Object"),
  ARRAY("Array"),
  STRING("String"),
  NUMBER("Number");

  private final String displayName;

  JsonKind(String displayName) {
    this.displayName = displayName;
  }

  public String displayName() {
    return displayName;
  }
}
