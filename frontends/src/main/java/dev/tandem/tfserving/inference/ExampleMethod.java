package dev.tandem.tfserving.inference;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;

import com.google.protobuf.TextFormat;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.tfserving.signature.Signature;

/** The two things that a model can be asked about examples. */
public enum ExampleMethod {
  CLASSIFY("Classify", "classification", Signature.CLASSIFY_METHOD) {
    @Override
    void checkOutputs(Signature signature) {
      int count = signature.outputs().size();
      if (count != 1 && count != 2) {
        throw invalidArgument("Expected one or two output Tensors, found " + count);
      }
      checkInput(signature);
      if (signature.output(Classification.CLASSES).isEmpty()
          && signature.output(Classification.SCORES).isEmpty()) {
        throw invalidArgument(
            "Expected classification signature outputs to contain at least one of \"classes\" or"
                + " \"scores\". Signature was: "
                + debugText(signature));
      }
    }

    @Override
    public ExampleResult result(InferResponse response, Signature signature, long examples) {
      return Classification.of(response, signature, examples);
    }
  },

  REGRESS("Regress", "regression", Signature.REGRESS_METHOD) {
    @Override
    void checkOutputs(Signature signature) {
      if (signature.outputs().size() != 1) {
        throw invalidArgument("Expected one output Tensor.");
      }
      checkInput(signature);
      if (signature.output(Regression.OUTPUTS).isEmpty()) {
        throw invalidArgument(
            "No regression outputs found in SignatureDef: " + debugText(signature));
      }
    }

    @Override
    public ExampleResult result(InferResponse response, Signature signature, long examples) {
      return Regression.of(response, signature, examples);
    }
  };

  private static final String INPUTS = "inputs";

  private final String callName;
  private final String noun;
  private final String methodName;

  ExampleMethod(String callName, String noun, String methodName) {
    this.callName = callName;
    this.noun = noun;
    this.methodName = methodName;
  }

  /** The name of the call that asks it. */
  public String callName() {
    return callName;
  }

  /** What signatures that are made for it name as their method. */
  public String methodName() {
    return methodName;
  }

  /**
   * Refuses signatures that have not the inputs and outputs for it; with {@code checksMethods}, and
   * those that are made for another method.
   */
  public void check(Signature signature, boolean checksMethods) {
    if (checksMethods && !signature.methodName().equals(methodName)) {
      throw invalidArgument(
          "Expected "
              + noun
              + " signature method_name to be "
              + methodName
              + ". Was: "
              + signature.methodName());
    }
    if (signature.inputs().size() != 1) {
      throw invalidArgument("Expected one input Tensor.");
    }
    checkOutputs(signature);
  }

  /** The input's name is looked at once the outputs are counted, and their names after it. */
  void checkInput(Signature signature) {
    if (!signature.inputs().get(0).alias().equals(INPUTS)) {
      throw invalidArgument(
          "No " + noun + " inputs found in SignatureDef: " + debugText(signature));
    }
  }

  abstract void checkOutputs(Signature signature);

  /**
   * What {@code response} says about as many {@code examples}, borrowed from it; refuses outputs
   * that are not of the form.
   */
  public abstract ExampleResult result(InferResponse response, Signature signature, long examples);

  private static String debugText(Signature signature) {
    return TextFormat.printer().printToString(signature.definition());
  }
}
