package dev.tandem.engine.backend.identity;

import dev.tandem.engine.backend.Backend;
import dev.tandem.engine.backend.Backend.ModelSource;
import dev.tandem.engine.backend.Pause;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.testkit.BackendContract;
import java.nio.file.Path;

class IdentityContractTest extends BackendContract {
  @Override
  protected Backend backend() {
    return new IdentityBackend(pool, Pause.SLEEP);
  }

  @Override
  protected ModelSource identity(DataType type) {
    return new ModelSource("identity", 1, Path.of("no", "such", "file"), identityConfig(type));
  }
}
