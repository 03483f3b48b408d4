package dev.tandem.tfserving.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.engine.testkit.FakeModel;
import dev.tandem.engine.testkit.FakeModels;
import dev.tandem.tfserving.signature.GraphSignature;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.signature.SignatureParts;
import dev.tandem.tfserving.signature.Signatures;
import io.grpc.Status;
import java.util.Collection;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SignatureLookupTest {
  private static final FakeModel MODEL =
      FakeModels.halfPlusTwo("m", 1)
          .withCompanion(
              signatures(
                  List.of(
                      named("serving_default", Signature.PREDICT_METHOD),
                      named("regress_x", Signature.REGRESS_METHOD),
                      named("odd", "train"))));
  private static final SignatureLookup LOOKUP = new SignatureLookup(false);
  private static final SignatureLookup STRICT = new SignatureLookup(true);

  @Test
  void findsByNameAndTheDefaultByNone() {
    assertThat(LOOKUP.find(MODEL, "regress_x").name()).isEqualTo("regress_x");
    assertThat(LOOKUP.find(MODEL, "").name()).isEqualTo("serving_default");
    assertThat(LOOKUP.findForRest(MODEL, "odd").methodName()).isEqualTo("train");
  }

  @Test
  void refusesUnknownNamesInTheWordsOfEachApi() {
    FakeModel withoutDefault =
        FakeModels.halfPlusTwo("m", 1)
            .withCompanion(signatures(List.of(named("a", Signature.PREDICT_METHOD))));

    refuses(
        () -> LOOKUP.find(MODEL, "x"),
        Status.Code.FAILED_PRECONDITION,
        "Serving signature key \"x\" not found.");
    refuses(
        () -> LOOKUP.find(withoutDefault, ""),
        Status.Code.FAILED_PRECONDITION,
        "Serving signature key \"serving_default\" not found.");
    refuses(
        () -> LOOKUP.findForRest(MODEL, "x"),
        Status.Code.INVALID_ARGUMENT,
        "Serving signature name: \"x\" not found in signature def");
  }

  @Test
  void refusesOtherMethodsWhereToldTo() {
    assertThat(STRICT.find(MODEL, "regress_x").name()).isEqualTo("regress_x");
    refuses(
        () -> STRICT.find(MODEL, "odd"),
        Status.Code.INTERNAL,
        "Expected prediction signature method_name to be one of {tensorflow/serving/predict,"
            + " tensorflow/serving/classify, tensorflow/serving/regress}. Was: train");
    refuses(
        () -> STRICT.findForRest(MODEL, "odd"),
        Status.Code.INTERNAL,
        "Expected prediction signature method_name to be one of {tensorflow/serving/predict,"
            + " tensorflow/serving/classify, tensorflow/serving/regress}. Was: train");
  }

  private static void refuses(ThrowingCallable call, Status.Code code, String text) {
    assertThatExceptionOfType(TfServingException.class)
        .isThrownBy(call)
        .withMessage(text)
        .extracting(TfServingException::code)
        .isEqualTo(code);
  }

  private static Signatures signatures(Collection<Signature> all) {
    return new Signatures(all);
  }

  private static Signature named(String name, String method) {
    FakeModel model = FakeModels.halfPlusTwo("m", 1);
    return SignatureParts.of(
            name,
            method,
            GraphSignature.inputs(model.inputs()),
            GraphSignature.outputs(model.outputs()))
        .signature(model.outputs());
  }
}
