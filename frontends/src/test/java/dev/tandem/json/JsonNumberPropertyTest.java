package dev.tandem.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.fail;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

/** Holds the reader of numbers against the JDK's on many random literals. */
class JsonNumberPropertyTest {
  private final JsonNumber number = new JsonNumber();
  private final Samples samples = new Samples();

  private void read(String literal) {
    byte[] text = (literal + "]").getBytes(US_ASCII);
    number.read(text, 0, text.length);
    if (number.end() != literal.length()) {
      fail("%s ends at %s", literal, number.end());
    }
  }

  private void assertReadsLikeTheJdk(String literal) {
    read(literal);
    double expected = Double.parseDouble(literal);
    if (Double.compare(number.doubleValue(), expected) != 0) {
      fail("%s reads as %s, not as %s", literal, number.doubleValue(), expected);
    }
  }

  @Test
  void readsRandomLiteralsAsTheJdkDoes() {
    for (int i = 0; i < Samples.COUNT; i++) {
      assertReadsLikeTheJdk(samples.nextLiteral());
    }
  }

  @Test
  void readsWhatTheJdkWrites() {
    for (int i = 0; i < Samples.COUNT; i++) {
      assertReadsLikeTheJdk(Double.toString(samples.nextDouble()));
    }
  }

  @Test
  void readsDecimalsAroundTheMiddleBetweenDoubles() {
    for (int i = 0; i < Samples.COUNT / 50; i++) {
      double value = samples.nextDouble();
      if (value == Double.MAX_VALUE) {
        continue;
      }
      BigDecimal middle =
          new BigDecimal(value)
              .add(new BigDecimal(Math.nextUp(value)))
              .divide(BigDecimal.valueOf(2));
      assertReadsLikeTheJdk(literal(middle));
      assertReadsLikeTheJdk(literal(middle.add(middle.ulp())));
      assertReadsLikeTheJdk(literal(middle.subtract(middle.ulp())));
      assertReadsLikeTheJdk(literal(middle.round(new MathContext(20))));
    }
  }

  private static String literal(BigDecimal value) {
    return value.unscaledValue() + "e" + -value.scale();
  }

  @Test
  void classifiesIntegersByTheirValue() {
    BigInteger unsignedLimit = BigInteger.ONE.shiftLeft(64);
    for (int i = 0; i < Samples.COUNT; i++) {
      String literal = samples.nextLiteral();
      read(literal);
      boolean whole = literal.chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E');
      BigInteger value = whole ? new BigInteger(literal) : BigInteger.ZERO;
      boolean fitsLong = whole && value.bitLength() < 64;
      boolean fitsUnsigned = whole && value.signum() >= 0 && value.compareTo(unsignedLimit) < 0;

      if (number.isLong() != fitsLong
          || number.isUnsignedLong() != fitsUnsigned
          || (number.isInteger() && number.longValue() != value.longValue())) {
        fail("%s: long %s, unsigned %s", literal, number.isLong(), number.isUnsignedLong());
      }
    }
  }
}
