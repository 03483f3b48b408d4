package dev.tandem.engine.repository;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.SequenceBatching;
import dev.tandem.engine.model.SequenceBatching.InitialData;
import dev.tandem.engine.model.SequenceBatching.InitialState;
import dev.tandem.engine.model.SequenceBatching.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Reads what the states of a model's sequences begin with, where files say it. */
final class InitialStates {
  private static final String FOLDER = "initial_state";

  private InitialStates() {}

  /** The bytes by the name of the state's input; a state without a file begins with zeros. */
  static Map<String, ByteBuffer> read(ModelConfig config, Path modelFolder) throws IOException {
    Map<String, ByteBuffer> states = new HashMap<>();
    if (config.scheduling() instanceof SequenceBatching batching) {
      for (State state : batching.states()) {
        for (InitialState initial : state.initialStates()) {
          if (initial.data().orElse(null) instanceof InitialData.File file) {
            states.put(state.inputName(), read(state, initial, file.name(), modelFolder));
          }
        }
      }
    }
    return states;
  }

  private static ByteBuffer read(State state, InitialState initial, String name, Path modelFolder)
      throws IOException {
    Path folder = modelFolder.resolve(FOLDER).normalize();
    Path file = folder.resolve(name).normalize();
    if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
      throw new ConfigException(
          "failed to read initial state '"
              + initial.name()
              + "' of state '"
              + state.inputName()
              + "': no file '"
              + name
              + "' in '"
              + FOLDER
              + "'");
    }
    long found = Files.size(file);
    boolean fixed = state.type().orElseThrow().isFixedSize();
    long wanted =
        fixed ? initial.dims().elementCount() * state.type().orElseThrow().byteSize() : found;
    if (found < wanted || wanted > SequenceBatchingRules.MAX_STATE_BYTES) {
      throw new ConfigException(
          "initial state '%s' of state '%s' has %d bytes in '%s' (expected: %d)"
              .formatted(initial.name(), state.inputName(), found, name, wanted));
    }
    ByteBuffer content = ByteBuffer.allocateDirect((int) wanted).order(ByteOrder.LITTLE_ENDIAN);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      int read = 0;
      while (read >= 0 && content.hasRemaining()) {
        read = channel.read(content);
      }
    }
    return content.rewind();
  }
}
