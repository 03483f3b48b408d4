package dev.tandem.tfserving.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.tandem.proto.tensorflow.SignatureDef;
import dev.tandem.proto.tensorflow.TensorInfo;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.proto.tensorflow.TensorShapeProto;
import dev.tandem.proto.tfserving.GetModelMetadataRequest;
import dev.tandem.proto.tfserving.GetModelStatusRequest;
import dev.tandem.proto.tfserving.GetModelStatusResponse;
import dev.tandem.proto.tfserving.ModelConfig;
import dev.tandem.proto.tfserving.ModelServerConfig;
import dev.tandem.proto.tfserving.ModelSpec;
import dev.tandem.proto.tfserving.MonitoringConfig;
import dev.tandem.proto.tfserving.PredictRequest;
import dev.tandem.proto.tfserving.PredictResponse;
import dev.tandem.proto.tfserving.ReloadConfigRequest;
import dev.tandem.proto.tfserving.ReloadConfigResponse;
import dev.tandem.proto.tfserving.SignatureDefMap;
import dev.tandem.proto.tfserving.StatusProto;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes written by hand from the field tables, held against the generated messages both ways. */
class GoldenMessagesTest {
  private static final String KEY_X = "0a 01 78";

  static Stream<Arguments> requests() {
    return Stream.of(
        row("no version", ModelSpec.getDefaultInstance(), "0a 01 6d", "name: 'm'"),
        row(
            "version 0 is a version",
            ModelSpec.getDefaultInstance(),
            "0a 01 6d 12 00",
            "name: 'm' version {}"),
        row(
            "the largest version",
            ModelSpec.getDefaultInstance(),
            "12 0a 08 ff ff ff ff ff ff ff ff 7f",
            "version { value: 9223372036854775807 }"),
        row(
            "label and signature",
            ModelSpec.getDefaultInstance(),
            "1a 01 73 22 02 6c 31",
            "signature_name: 's' version_label: 'l1'"),
        row(
            "PredictRequest, every field",
            PredictRequest.getDefaultInstance(),
            "0a 03 0a 01 6d | 12 07 "
                + KEY_X
                + " 12 02 08 01 | 1a 01 79 | 2a 0b 08 01 12 05 "
                + KEY_X
                + " 10 02 18 01",
            "model_spec { name: 'm' } inputs { key: 'x' value { dtype: DT_FLOAT } }"
                + " output_filter: 'y' predict_streamed_options { request_state: SPLIT"
                + " split_dimensions { key: 'x' value: 2 } return_single_response: true }"),
        row(
            "PredictRequest, options",
            PredictRequest.getDefaultInstance(),
            "32 01 63 | 3a 0f 0a 01 64 10 01 18 01 22 02 05 06 30 07 48 01",
            "client_id: 'c' request_options { client_id: 'd' deterministic_mode: FIXED_DECODER_SLOT"
                + " return_additional_arrays_from_prefill: true return_stoptokens: [5, 6]"
                + " max_cache_length: 7 return_all_stoptokens: true }"),
        row(
            "PredictResponse has its outputs first",
            PredictResponse.getDefaultInstance(),
            "0a 07 0a 01 79 12 02 08 03 | 12 07 0a 01 6d 12 02 08 07",
            "outputs { key: 'y' value { dtype: DT_INT32 } } model_spec { name: 'm' version {"
                + " value: 7 } }"),
        row(
            "GetModelMetadataRequest",
            GetModelMetadataRequest.getDefaultInstance(),
            "0a 03 0a 01 6d 12 01 61 12 01 62",
            "model_spec { name: 'm' } metadata_field: 'a' metadata_field: 'b'"),
        row(
            "GetModelStatusRequest",
            GetModelStatusRequest.getDefaultInstance(),
            "0a 03 0a 01 6d",
            "model_spec { name: 'm' }"),
        row(
            "a version that failed",
            GetModelStatusResponse.getDefaultInstance(),
            "0a 0b 08 02 10 32 1a 05 08 05 12 01 74",
            "model_version_status { version: 2 state: END status { error_code: NOT_FOUND"
                + " error_message: 't' } }"),
        row(
            "every state but the first",
            GetModelStatusResponse.getDefaultInstance(),
            "0a 02 10 0a 0a 02 10 14 0a 02 10 1e 0a 02 10 28 0a 02 10 32",
            "model_version_status { state: START } model_version_status { state: LOADING }"
                + " model_version_status { state: AVAILABLE } model_version_status { state:"
                + " UNLOADING } model_version_status { state: END }"),
        row(
            "StatusProto",
            StatusProto.getDefaultInstance(),
            "08 10 12 02 6e 6f",
            "error_code: UNAUTHENTICATED error_message: 'no'"));
  }

  static Stream<Arguments> tensors() {
    return Stream.of(
        tensor(
            "FLOAT in float_val",
            "08 01 2a 08 00 00 80 3f 00 00 00 40",
            "DT_FLOAT float_val: [1, 2]"),
        tensor(
            "DOUBLE in double_val",
            "08 02 32 08 00 00 00 00 00 00 f0 3f",
            "DT_DOUBLE double_val: 1"),
        tensor(
            "INT32 in int_val, negative ones in ten bytes",
            "08 03 3a 0b 01 ff ff ff ff ff ff ff ff ff 01",
            "DT_INT32 int_val: [1, -1]"),
        tensor("UINT8 in int_val", "08 04 3a 02 ff 01", "DT_UINT8 int_val: 255"),
        tensor("INT16 in int_val", "08 05 3a 01 05", "DT_INT16 int_val: 5"),
        tensor("INT8 in int_val", "08 06 3a 01 05", "DT_INT8 int_val: 5"),
        tensor(
            "STRING in string_val", "08 07 42 02 68 69 42 00", "DT_STRING string_val: ['hi', '']"),
        tensor(
            "COMPLEX64 in scomplex_val",
            "08 08 4a 08 00 00 80 3f 00 00 00 00",
            "DT_COMPLEX64 scomplex_val: [1, 0]"),
        tensor("INT64 in int64_val", "08 09 52 02 ac 02", "DT_INT64 int64_val: 300"),
        tensor("BOOL in bool_val", "08 0a 5a 02 01 00", "DT_BOOL bool_val: [true, false]"),
        tensor(
            "COMPLEX128 in dcomplex_val",
            "08 12 62 08 00 00 00 00 00 00 f0 3f",
            "DT_COMPLEX128 dcomplex_val: 1"),
        tensor("HALF in half_val, by its bits", "08 13 6a 02 80 78", "DT_HALF half_val: 15360"),
        tensor("BFLOAT16 in half_val", "08 0e 6a 02 80 7f", "DT_BFLOAT16 half_val: 16256"),
        tensor("UINT16 in int_val", "08 11 3a 03 ff ff 03", "DT_UINT16 int_val: 65535"),
        tensor(
            "UINT32 in uint32_val",
            "08 16 82 01 05 ff ff ff ff 0f",
            "DT_UINT32 uint32_val: 4294967295"),
        tensor(
            "UINT64 in uint64_val",
            "08 17 8a 01 0a ff ff ff ff ff ff ff ff ff 01",
            "DT_UINT64 uint64_val: 18446744073709551615"),
        tensor("FLOAT8 in float8_val", "08 18 92 01 01 3c", "DT_FLOAT8_E5M2 float8_val: '<'"),
        tensor(
            "tensor_content",
            "08 01 22 04 00 00 80 3f",
            "DT_FLOAT tensor_content: '\\0\\0\\200\\077'"),
        tensor("version_number", "08 01 18 02", "DT_FLOAT version_number: 2"),
        tensor(
            "a resource",
            "08 14 72 03 0a 01 64",
            "DT_RESOURCE resource_handle_val { device: 'd' }"),
        tensor(
            "a shape",
            "08 01 12 09 12 02 08 02 12 03 12 01 6e",
            "DT_FLOAT tensor_shape { dim { size: 2 } dim { name: 'n' } }"),
        row(
            "a shape of unknown rank",
            TensorShapeProto.getDefaultInstance(),
            "18 01",
            "unknown_rank: true"),
        row(
            "a dimension of unknown size",
            TensorShapeProto.getDefaultInstance(),
            "12 0b 08 ff ff ff ff ff ff ff ff ff 01",
            "dim { size: -1 }"));
  }

  static Stream<Arguments> descriptions() {
    return Stream.of(
        row(
            "TensorInfo",
            TensorInfo.getDefaultInstance(),
            "0a 03 78 3a 30 10 01 1a 02 18 01",
            "name: 'x:0' dtype: DT_FLOAT tensor_shape { unknown_rank: true }"),
        row(
            "TensorInfo of a sparse tensor",
            TensorInfo.getDefaultInstance(),
            "22 09 0a 01 76 12 01 69 1a 01 73",
            "coo_sparse { values_tensor_name: 'v' indices_tensor_name: 'i'"
                + " dense_shape_tensor_name: 's' }"),
        row(
            "SignatureDef",
            SignatureDef.getDefaultInstance(),
            "0a 07 "
                + KEY_X
                + " 12 02 10 01 | 12 07 0a 01 79 12 02 10 03 | 1a 01 6d | 22 07 "
                + KEY_X
                + " 12 02 08 01",
            "inputs { key: 'x' value { dtype: DT_FLOAT } } outputs { key: 'y' value { dtype:"
                + " DT_INT32 } } method_name: 'm' defaults { key: 'x' value { dtype: DT_FLOAT } }"),
        row(
            "SignatureDefMap",
            SignatureDefMap.getDefaultInstance(),
            "0a 08 0a 01 73 12 03 1a 01 6d",
            "signature_def { key: 's' value { method_name: 'm' } }"));
  }

  static Stream<Arguments> configurations() {
    return Stream.of(
        row(
            "ReloadConfigRequest",
            ReloadConfigRequest.getDefaultInstance(),
            "0a 07 0a 05 0a 03 0a 01 6d | 12 01 63",
            "config { model_config_list { config { name: 'm' } } } metric_names: 'c'"),
        row(
            "ReloadConfigResponse",
            ReloadConfigResponse.getDefaultInstance(),
            "0a 00 | 12 05 0a 01 63 10 07",
            "status {} metric { name: 'c' int64_value_increase: 7 }"),
        row(
            "an empty list of models is not no list",
            ModelServerConfig.getDefaultInstance(),
            "0a 00",
            "model_config_list {}"),
        row(
            "ModelConfig",
            ModelConfig.getDefaultInstance(),
            "0a 01 6d | 12 02 2f 6d | 18 01 | 22 04 6f 6e 6e 78 | 42 05 0a 01 73 10 03",
            "name: 'm' base_path: '/m' model_type: TENSORFLOW model_platform: 'onnx'"
                + " version_labels { key: 's' value: 3 }"),
        row(
            "the latest versions",
            ModelConfig.getDefaultInstance(),
            "3a 05 a2 06 02 08 02",
            "model_version_policy { latest { num_versions: 2 } }"),
        row(
            "all versions",
            ModelConfig.getDefaultInstance(),
            "3a 03 aa 06 00",
            "model_version_policy { all {} }"),
        row(
            "certain versions",
            ModelConfig.getDefaultInstance(),
            "3a 07 b2 06 04 0a 02 2a 2b",
            "model_version_policy { specific { versions: [42, 43] } }"),
        row(
            "logging",
            ModelConfig.getDefaultInstance(),
            "32 10 0a 03 0a 01 74 12 09 09 00 00 00 00 00 00 f0 3f",
            "logging_config { log_collector_config { type: 't' } sampling_config { sampling_rate:"
                + " 1 } }"),
        row(
            "MonitoringConfig",
            MonitoringConfig.getDefaultInstance(),
            "0a 06 08 01 12 02 2f 78",
            "prometheus_config { enable: true path: '/x' }"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"requests", "tensors", "descriptions", "configurations"})
  void bytesAreThoseOfTheTables(String name, Message kind, String hex, String text)
      throws InvalidProtocolBufferException {
    byte[] bytes = HexFormat.of().parseHex(hex.replaceAll("[ |]", ""));
    Message.Builder message = kind.newBuilderForType();
    Protos.merge(text, message);

    assertThat(kind.getParserForType().parseFrom(bytes)).as(name).isEqualTo(message.build());
    assertThat(message.build().toByteArray()).as(name).isEqualTo(bytes);
  }

  private static Arguments tensor(String name, String hex, String text) {
    return row(name, TensorProto.getDefaultInstance(), hex, "dtype: " + text);
  }

  private static Arguments row(String name, Message kind, String hex, String text) {
    return arguments(name, kind, hex, text);
  }
}
