package dev.tandem.engine.backend.identity;

import dev.tandem.engine.backend.Backend;
import dev.tandem.engine.backend.BackendModel;
import dev.tandem.engine.backend.Pause;
import dev.tandem.engine.model.GraphInfo;
import dev.tandem.engine.tensor.NativePool;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Hands inputs back as outputs. The parameter {@code creation_delay_sec} makes loading take so
 * long, {@code execute_delay_ms} each execution.
 */
public final class IdentityBackend implements Backend {
  private final NativePool pool;
  private final Pause pause;

  public IdentityBackend(NativePool pool, Pause pause) {
    this.pool = pool;
    this.pause = pause;
  }

  @Override
  public String name() {
    return "identity";
  }

  @Override
  public Optional<GraphInfo> describe(Path model) {
    return Optional.empty();
  }

  @Override
  public BackendModel open(ModelSource source) {
    Delays delays = Delays.of(source.config());
    pause.spend(delays.creation(), new CountDownLatch(1));
    return new IdentityModel(CopyPlan.of(source.config()), pool, pause, delays.execution());
  }
}
