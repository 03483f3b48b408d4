package dev.tandem.tfserving.rest;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.tfserving.json.InferenceBody;
import dev.tandem.tfserving.json.JsonPredict;
import dev.tandem.tfserving.json.PredictJsonReader;
import dev.tandem.tfserving.json.PredictJsonWriter;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.wire.ServableRequest;
import dev.tandem.tfserving.wire.SignatureLookup;
import java.nio.ByteBuffer;

/** {@code :predict}. */
record PredictVerb(InferenceEngine engine, PredictJsonReader reader, SignatureLookup signatures)
    implements InferenceVerb {
  @Override
  public RestInference read(
      ByteBuffer body, ServableRequest servable, RequestOptions options, Runnable release) {
    InferenceBody parsed = InferenceBody.parse(body);
    ServedModel model = servable.findFor("Predict", engine);
    Signature signature = signatures.findForRest(model, parsed.signatureName());
    JsonPredict predict = reader.read(parsed, model, signature, options, release);
    boolean inRows = predict.inRows();
    return new RestInference(
        predict.request(), response -> PredictJsonWriter.write(response, signature, inRows));
  }
}
