package dev.tandem.tfserving.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.json.ByteSink;
import dev.tandem.json.JsonFloatStyle;
import dev.tandem.json.JsonLayout;
import dev.tandem.json.JsonWriter;
import dev.tandem.proto.tfserving.GetModelStatusResponse;
import dev.tandem.tfserving.signature.Signatures;
import dev.tandem.tfserving.wire.MetadataEncoder;
import java.util.regex.Pattern;

/** The bodies that are messages in JSON: states, metadata and errors. */
public final class MessageBodies {
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().preservingProtoFieldNames().alwaysPrintFieldsWithNoPresence();

  /** Two spaces, which a level of indentation takes there and of which one is enough here. */
  private static final Pattern INDENTATION = Pattern.compile("(?m)(?:^|\\G)  ");

  private MessageBodies() {}

  public static byte[] status(GetModelStatusResponse message) {
    return utf8(json(message) + "\n");
  }

  /** The one field of the metadata is called like the one field of the message that it holds. */
  public static byte[] metadata(ServedModel model) {
    return utf8(
        "{\n\"model_spec\":"
            + json(MetadataEncoder.modelSpec(model))
            + "\n,\n\"metadata\": {\"signature_def\": "
            + json(Signatures.of(model).definitions())
            + "\n}\n}\n");
  }

  public static byte[] error(String text) {
    JsonWriter writer = new JsonWriter(new ByteSink(text.length() + 32), JsonFloatStyle.TF_SERVING);
    writer.layout(JsonLayout.PRETTY);
    writer.beginObject();
    writer.name("error");
    writer.string(text);
    writer.endObject();
    return writer.sink().toByteArray();
  }

  private static String json(MessageOrBuilder message) {
    try {
      return INDENTATION.matcher(PRINTER.print(message)).replaceAll(" ");
    } catch (InvalidProtocolBufferException e) {
      // Only of an Any whose type is not known, and there is none in these messages.
      throw new IllegalStateException(e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
