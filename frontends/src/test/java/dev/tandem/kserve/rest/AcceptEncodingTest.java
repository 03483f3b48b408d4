package dev.tandem.kserve.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.http.ContentCoding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptEncodingTest {
  @Test
  void leavesTheAnswerAsItIsWithoutTheHeader() {
    assertThat(AcceptEncoding.best(null)).isEqualTo(ContentCoding.IDENTITY);
  }

  @ParameterizedTest
  @CsvSource({
    "gzip, GZIP",
    "deflate, DEFLATE",
    "'deflate, gzip', DEFLATE",
    "'deflate;q=0.5, gzip;q=1', GZIP",
    "'gzip;q=0.5, deflate;q=1', DEFLATE",
    "gzip;q=0, IDENTITY",
    "'identity, gzip;q=0.5', IDENTITY",
    "br, IDENTITY",
    "*, IDENTITY",
    "gzip;q=x, IDENTITY",
    "'', IDENTITY"
  })
  void takesTheHighestWeightAndTheFirstOfEqualOnes(String header, ContentCoding expected) {
    assertThat(AcceptEncoding.best(header)).isEqualTo(expected);
  }
}
