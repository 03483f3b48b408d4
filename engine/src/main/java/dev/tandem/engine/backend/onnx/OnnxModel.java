package dev.tandem.engine.backend.onnx;

import dev.tandem.engine.backend.BackendInstance;
import dev.tandem.engine.backend.BackendModel;
import dev.tandem.engine.model.Device;
import dev.tandem.engine.tensor.NativePool;
import java.util.Map;
import org.agrona.CloseHelper;

/** A loaded model version: a session for each device that its instances run on. */
final class OnnxModel implements BackendModel {
  private final Map<Device, OnnxSession> sessions;
  private final NativePool batchMemory;

  OnnxModel(Map<Device, OnnxSession> sessions, NativePool batchMemory) {
    this.sessions = Map.copyOf(sessions);
    this.batchMemory = batchMemory;
  }

  @Override
  public BackendInstance newInstance(Device device) {
    OnnxSession session = sessions.get(device);
    if (session == null) {
      throw new IllegalArgumentException(
          "device: %s (expected: one of %s)".formatted(device, sessions.keySet()));
    }
    return session.newInstance();
  }

  @Override
  public NativePool batchMemory(NativePool ordinary) {
    return batchMemory;
  }

  @Override
  public void close() {
    CloseHelper.closeAll(sessions.values());
  }
}
