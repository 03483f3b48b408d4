package dev.tandem.tfserving.example;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;

import dev.tandem.tfserving.feature.FeatureColumn;
import dev.tandem.tfserving.feature.FeatureKind;
import dev.tandem.tfserving.wire.TfServingException;

/** The texts for examples that do not fit the graph. */
final class FeatureRefusal {
  /** Examples have no names. */
  private static final String NAME = "Name: <unknown>, ";

  private FeatureRefusal() {}

  static TfServingException missing(FeatureColumn column) {
    return invalidArgument(
        NAME
            + "Feature: "
            + column.alias()
            + " (data type: "
            + column.kind().typeName()
            + ") is required but could not be found.");
  }

  static TfServingException wrongKind(FeatureColumn column, int example, FeatureKind actual) {
    return invalidArgument(
        at(column, example)
            + "Data types don't match. Expected type: "
            + column.kind().typeName()
            + ", Actual type: "
            + actual.typeName());
  }

  static TfServingException wrongCount(FeatureColumn column, int example, long count) {
    return invalidArgument(
        at(column, example)
            + "Number of "
            + column.kind().noun()
            + " values != expected.  values size: "
            + count
            + " but output shape: "
            + column.rowShape());
  }

  private static String at(FeatureColumn column, int example) {
    return NAME + "Key: " + column.alias() + ", Index: " + example + ".  ";
  }
}
