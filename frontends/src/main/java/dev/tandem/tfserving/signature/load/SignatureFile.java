package dev.tandem.tfserving.signature.load;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.tandem.engine.api.ServingException;
import dev.tandem.proto.tensorflow.SignatureDef;
import dev.tandem.proto.tfserving.SignatureDefMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The file that says which signatures a version has: a SignatureDefMap as text. */
final class SignatureFile {
  static final String NAME = "signatures.pbtxt";

  /** Defaults may hold whole tensors. */
  static final int MAX_BYTES = 16 << 20;

  private static final Descriptor MAP = SignatureDefMap.getDescriptor();

  private static final TextFormat.Parser PARSER =
      TextFormat.Parser.newBuilder()
          .setSingularOverwritePolicy(
              TextFormat.Parser.SingularOverwritePolicy.FORBID_SINGULAR_OVERWRITES)
          .build();

  private SignatureFile() {}

  /** The signatures that {@code text} says, by name. */
  static Map<String, SignatureDef> parse(String text) {
    // As the generated class, the map would keep the last of two entries and say nothing.
    DynamicMessage.Builder message = DynamicMessage.newBuilder(MAP);
    try {
      PARSER.merge(text, message);
    } catch (TextFormat.ParseException e) {
      throw refused(String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " "));
    }
    checkEntries(message.build());
    Map<String, SignatureDef> signatures = new TreeMap<>(generated(message).getSignatureDefMap());
    if (signatures.isEmpty()) {
      throw refused("it has no signature_def");
    }
    return signatures;
  }

  private static SignatureDefMap generated(DynamicMessage.Builder message) {
    try {
      return SignatureDefMap.parseFrom(message.build().toByteString());
    } catch (InvalidProtocolBufferException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  private static void checkEntries(DynamicMessage map) {
    Set<String> names = new HashSet<>();
    for (Message entry : entries(map, "signature_def")) {
      String name = key(entry);
      if (!names.add(name)) {
        throw refused("signature \"" + name + "\" is there twice");
      }
      Message signature =
          (Message) entry.getField(entry.getDescriptorForType().findFieldByNumber(2));
      for (String field : List.of("inputs", "outputs", "defaults")) {
        checkEntries(name, signature, field);
      }
    }
  }

  private static void checkEntries(String signature, Message def, String field) {
    Set<String> aliases = new HashSet<>();
    for (Message entry : entries(def, field)) {
      if (!aliases.add(key(entry))) {
        throw refused(
            "signature \"" + signature + "\": " + field + " \"" + key(entry) + "\" is there twice");
      }
    }
  }

  private static List<Message> entries(Message message, String field) {
    List<?> entries =
        (List<?>) message.getField(message.getDescriptorForType().findFieldByName(field));
    return entries.stream().map(Message.class::cast).toList();
  }

  private static String key(Message entry) {
    return (String) entry.getField(entry.getDescriptorForType().findFieldByNumber(1));
  }

  static ServingException refused(String text) {
    return Refusal.of(NAME, text);
  }
}
