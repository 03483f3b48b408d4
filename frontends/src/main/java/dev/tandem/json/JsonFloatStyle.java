package dev.tandem.json;

/** How a server writes floating-point numbers. */
public enum JsonFloatStyle {
  /**
   * Triton's: a float is widened to double and written with the digits that a double needs, so that
   * 0.1f reads {@code 0.10000000149011612}.
   */
  RAPIDJSON {
    @Override
    FloatFormatter formatter() {
      return new RapidJsonFloats();
    }
  },
  /**
   * TF Serving's: six digits where they are enough to read the number back in its own type, else 9
   * for a float and 17 for a double, as printf's {@code %g} lays them out; whole numbers get {@code
   * .0}.
   */
  TF_SERVING {
    @Override
    FloatFormatter formatter() {
      return new TfServingFloats();
    }
  };

  abstract FloatFormatter formatter();
}
