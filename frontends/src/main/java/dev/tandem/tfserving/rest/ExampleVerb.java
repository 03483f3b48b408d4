package dev.tandem.tfserving.rest;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.http.Body;
import dev.tandem.tfserving.example.Examples;
import dev.tandem.tfserving.inference.ExampleDecoder;
import dev.tandem.tfserving.inference.ExampleMethod;
import dev.tandem.tfserving.inference.ExampleRequest;
import dev.tandem.tfserving.inference.InferenceTask;
import dev.tandem.tfserving.json.ExampleJsonReader;
import dev.tandem.tfserving.json.ExampleJsonWriter;
import dev.tandem.tfserving.json.InferenceBody;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.wire.InputRoom;
import dev.tandem.tfserving.wire.ServableRequest;
import dev.tandem.tfserving.wire.SignatureLookup;

/** {@code :classify} or {@code :regress}, whose bodies are read before the model is looked up. */
record ExampleVerb(
    ExampleMethod method, InferenceEngine engine, InputRoom room, SignatureLookup signatures)
    implements InferenceVerb {
  @Override
  public RestInference read(
      Body body, ServableRequest servable, RequestOptions options, boolean onLoop) {
    InferenceBody parsed = InferenceBody.parse(body.bytes(), body::reserveForReading);
    Examples examples = ExampleJsonReader.read(parsed, method);
    ServedModel model = servable.findFor(method.callName(), engine);
    Signature signature =
        InferenceTask.of(method, model, parsed.signatureName(), signatures.checksMethods())
            .signature();
    ExampleRequest request =
        ExampleDecoder.decode(
            examples,
            model,
            signature,
            signature.fetch(),
            options,
            room.forBody(body.size(), onLoop),
            body::close);
    int count = request.examples();
    return new RestInference(
        request.request(),
        response -> ExampleJsonWriter.write(method.result(response, signature, count)));
  }
}
