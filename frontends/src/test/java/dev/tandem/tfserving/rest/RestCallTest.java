package dev.tandem.tfserving.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.tfserving.wire.ServableRequest;
import dev.tandem.tfserving.wire.TfServingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestCallTest {
  @ParameterizedTest
  @CsvSource({
    "POST, /v1/models/m:predict, PREDICT, Latest(m)",
    "POST, /v1/models/m:classify, CLASSIFY, Latest(m)",
    "POST, /v1/models/m:regress, REGRESS, Latest(m)",
    "POST, /v1/models/m/versions/3:predict, PREDICT, 'Specific(m, 3)'",
    "POST, /v1/models/m/versions/0003:predict, PREDICT, 'Specific(m, 3)'",
    "POST, /V1/Models/M/VERSIONS/3:predict, PREDICT, 'Specific(M, 3)'",
    "POST, /v1/models/a%2Fb%3ac%20d:predict, PREDICT, Latest(a/b:c d)",
    "POST, /v1/models/%C3%A9:predict, PREDICT, Latest(é)",
    "POST, /v1/models/100%:predict, PREDICT, Latest(100%)",
    "POST, /v1/models/%zz%4:predict, PREDICT, Latest(%zz%4)",
    "POST, /v1/models/a+b:predict, PREDICT, Latest(a+b)",
    "GET, /v1/models/m, STATUS, Latest(m)",
    "GET, /v1/models/m/versions/3, STATUS, 'Specific(m, 3)'",
    "GET, /v1/models/m/metadata, METADATA, Latest(m)",
    "GET, /v1/models/m/versions/3/metadata, METADATA, 'Specific(m, 3)'",
    "GET, /v1/models/m?verbose, STATUS, Latest(m?verbose)",
    "GET, /v1/models/metadata, STATUS, Latest(metadata)",
  })
  void readsRequestLine(String verb, String uri, RestCall.Action action, String servable) {
    RestCall call = RestCall.of(verb, uri);

    assertThat(call.action()).isEqualTo(action);
    assertThat(call.servable()).hasToString(servable);
  }

  @Test
  void readsLabels() {
    assertThat(RestCall.of("POST", "/v1/models/m/labels/a%2Fb:predict").servable())
        .isEqualTo(ServableRequest.labelled("m", "a/b"));
    assertThat(RestCall.of("GET", "/v1/models/m/labels/stable/metadata"))
        .isEqualTo(new RestCall(RestCall.Action.METADATA, ServableRequest.labelled("m", "stable")));
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/models/m",
    "POST, /v1/models/m:predict?a=b",
    "POST, /v1/models/m:predict/",
    "POST, /v1/models/m/:predict",
    "POST, /v1/models/m:PREDICT",
    "POST, /v1/models/m:train",
    "POST, /v1/models/:predict",
    "POST, /v1/models/m/version/3:predict",
    "POST, /v1/models/m/versions/x:predict",
    "POST, /v1/models/m/versions/-1:predict",
    "POST, /v1/models/m/versions/1/labels/a:predict",
    "POST, /v1/models/m/versions/1/metadata",
    "GET, /v1/models/m:predict",
    "GET, /v1/models/m/",
    "GET, /v1/models/",
    "GET, /v1/models/m/metadata?a",
    "GET, /v1/",
    "PUT, /v1/models/m:predict",
    "DELETE, /v1/models/m",
    "HEAD, /v1/models/m",
    "PATCH, /v1/models/m",
  })
  void refusesOtherRequestLines(String verb, String uri) {
    refuses(verb, uri, "Malformed request: " + verb + " " + uri);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/models", "/v1/models/versions/3"})
  void refusesLookUpWithoutName(String uri) {
    refuses("GET", uri, "Missing model name in request.");
  }

  @Test
  void refusesVersionBeyond64Bits() {
    refuses(
        "GET",
        "/v1/models/m/versions/9223372036854775808",
        "Failed to convert version: 9223372036854775808 to numeric.");
    assertThat(RestCall.of("GET", "/v1/models/m/versions/9223372036854775807").servable())
        .isEqualTo(ServableRequest.specific("m", Long.MAX_VALUE));
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/models, true",
    "/V1/x, true",
    "/v1/, true",
    "/v1, false",
    "/v2/models, false",
    "/, false",
    "/a/v1/models, false",
  })
  void ownsPathsOfItsVersion(String uri, boolean owned) {
    assertThat(RestCall.owns(uri)).isEqualTo(owned);
  }

  private static void refuses(String verb, String uri, String text) {
    assertThatExceptionOfType(TfServingException.class)
        .isThrownBy(() -> RestCall.of(verb, uri))
        .withMessage(text);
  }
}
