package dev.tandem.tfserving.rest;

import static dev.tandem.engine.api.InferRequest.NOTHING_TO_RELEASE;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.tfserving.inference.ExampleDecoder;
import dev.tandem.tfserving.json.InferenceBody;
import dev.tandem.tfserving.json.JsonPredict;
import dev.tandem.tfserving.json.PredictJsonReader;
import dev.tandem.tfserving.json.PredictJsonWriter;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.wire.ServableRequest;
import dev.tandem.tfserving.wire.SignatureLookup;
import java.nio.ByteBuffer;

/** {@code :predict}. */
record PredictVerb(
    InferenceEngine engine,
    PredictJsonReader reader,
    ExampleDecoder examples,
    SignatureLookup signatures)
    implements InferenceVerb {
  @Override
  public RestInference read(
      ByteBuffer body, ServableRequest servable, RequestOptions options, Runnable release) {
    InferenceBody parsed = InferenceBody.parse(body);
    ServedModel model = servable.findFor("Predict", engine);
    Signature signature = signatures.findForRest(model, parsed.signatureName());
    JsonPredict predict =
        reader.read(
            parsed,
            model,
            signature,
            options,
            signature.takesExamples() ? NOTHING_TO_RELEASE : release);
    InferRequest request =
        signature.takesExamples()
            ? examples.withFeatures(predict.request(), signature, release)
            : predict.request();
    boolean inRows = predict.inRows();
    return new RestInference(
        request, response -> PredictJsonWriter.write(response, signature, inRows));
  }
}
