package dev.tandem.tfserving.rest;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.http.Body;
import dev.tandem.tfserving.json.InferenceBody;
import dev.tandem.tfserving.json.JsonPredict;
import dev.tandem.tfserving.json.PredictJsonReader;
import dev.tandem.tfserving.json.PredictJsonWriter;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.wire.InputRoom;
import dev.tandem.tfserving.wire.ServableRequest;
import dev.tandem.tfserving.wire.SignatureLookup;

/** {@code :predict}. */
record PredictVerb(InferenceEngine engine, InputRoom room, SignatureLookup signatures)
    implements InferenceVerb {
  @Override
  public RestInference read(
      Body body, ServableRequest servable, RequestOptions options, boolean onLoop) {
    InferenceBody parsed = InferenceBody.parse(body.bytes(), body::reserveForReading);
    ServedModel model = servable.findFor("Predict", engine);
    Signature signature = signatures.findForRest(model, parsed.signatureName());
    JsonPredict predict =
        PredictJsonReader.read(
            parsed, model, signature, options, room.forBody(body.size(), onLoop), body::close);
    boolean inRows = predict.inRows();
    return new RestInference(
        predict.request(), response -> PredictJsonWriter.write(response, signature, inRows));
  }
}
