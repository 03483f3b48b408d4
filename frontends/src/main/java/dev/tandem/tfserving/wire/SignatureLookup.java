package dev.tandem.tfserving.wire;

import dev.tandem.engine.api.ServedModel;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.signature.Signatures;
import io.grpc.Status;
import java.util.Optional;

/**
 * Finds the signature that a Predict asks for.
 *
 * @param checksMethods whether only signatures of the known methods may be called
 */
public record SignatureLookup(boolean checksMethods) {
  /** Refuses an unknown one in the words of the gRPC API. */
  public Signature find(ServedModel model, String name) {
    Optional<Signature> found = Signatures.of(model).find(name);
    if (found.isEmpty()) {
      throw new TfServingException(
          Status.Code.FAILED_PRECONDITION,
          "Serving signature key \"" + Signatures.resolved(name) + "\" not found.");
    }
    return checked(found.get());
  }

  /** Refuses an unknown one in the words of the REST API. */
  public Signature findForRest(ServedModel model, String name) {
    Optional<Signature> found = Signatures.of(model).find(name);
    if (found.isEmpty()) {
      throw TfServingException.invalidArgument(
          "Serving signature name: \""
              + Signatures.resolved(name)
              + "\" not found in signature def");
    }
    return checked(found.get());
  }

  private Signature checked(Signature signature) {
    if (!checksMethods) {
      return signature;
    }
    return switch (signature.methodName()) {
      case Signature.PREDICT_METHOD, Signature.CLASSIFY_METHOD, Signature.REGRESS_METHOD ->
          signature;
      default ->
          throw new TfServingException(
              Status.Code.INTERNAL,
              "Expected prediction signature method_name to be one of {"
                  + Signature.PREDICT_METHOD
                  + ", "
                  + Signature.CLASSIFY_METHOD
                  + ", "
                  + Signature.REGRESS_METHOD
                  + "}. Was: "
                  + signature.methodName());
    };
  }
}
