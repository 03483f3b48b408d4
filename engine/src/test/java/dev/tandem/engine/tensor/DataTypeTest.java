package dev.tandem.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataTypeTest {
  @ParameterizedTest
  @EnumSource
  void isFoundByItsName(DataType type) {
    assertThat(DataType.ofName(type.name())).contains(type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "fp32", "FLOAT", "STRING", "TYPE_FP32", "FP32 "})
  void knowsNoOtherName(String name) {
    assertThat(DataType.ofName(name)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1, BOOL UINT8 INT8",
    "2, UINT16 INT16 FP16 BF16",
    "4, UINT32 INT32 FP32",
    "8, UINT64 INT64 FP64",
    "0, BYTES",
  })
  void elementsAreOfTheSizeThatTheProtocolSays(int bytes, String names) {
    for (String name : names.split(" ", -1)) {
      assertThat(DataType.ofName(name).orElseThrow().byteSize()).as(name).isEqualTo(bytes);
    }
  }

  @Test
  void onlyStringsDifferInLength() {
    for (DataType type : DataType.values()) {
      assertThat(type.isFixedSize()).as("%s", type).isEqualTo(type != DataType.BYTES);
    }
  }
}
