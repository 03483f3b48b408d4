package dev.tandem.json;

/**
 * What can be wrong with the syntax of a document, in the words that clients of both servers see.
 */
public enum JsonError {
  DOCUMENT_EMPTY("The document is empty."),
  ROOT_NOT_SINGULAR("The document root must not be followed by other values."),
  INVALID_VALUE("Invalid value."),
  MISSING_NAME("Missing a name for object member."),
  MISSING_COLON("Missing a colon after a name of object member."),
  MISSING_COMMA_OR_BRACE("Missing a comma or } after an object member."),
  MISSING_COMMA_OR_BRACKET("Missing a comma or ] after an array element."),
  INVALID_HEX_DIGIT("Incorrect hex digit after \\u escape in string."),
  INVALID_SURROGATE("The surrogate pair in string is invalid."),
  /** Also what a bare control character in a string is called. */
  INVALID_ESCAPE("Invalid escape character in string."),
  MISSING_QUOTE("Missing a closing quotation mark in string."),
  NUMBER_TOO_BIG("Number too big to be stored in double."),
  MISSING_FRACTION("Miss fraction part in number."),
  MISSING_EXPONENT("Miss exponent in number.");

  private final String text;

  JsonError(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
