package dev.tandem.engine.backend.identity;

import dev.tandem.engine.backend.BackendInstance;
import dev.tandem.engine.backend.BackendModel;
import dev.tandem.engine.backend.Pause;
import dev.tandem.engine.model.Device;
import dev.tandem.engine.tensor.NativePool;
import java.time.Duration;

/** A model version that copies. */
record IdentityModel(CopyPlan plan, NativePool pool, Pause pause, Duration executionDelay)
    implements BackendModel {
  @Override
  public BackendInstance newInstance(Device device) {
    return new IdentityInstance(plan, pool, pause, executionDelay);
  }

  @Override
  public void close() {}
}
