package dev.tandem.server;

import dev.tandem.tfserving.config.Monitoring;
import dev.tandem.tfserving.wire.TfServingException;
import java.nio.file.Path;
import java.util.Optional;

/** Which metrics are shown under TensorFlow Serving's names; without a file, none are. */
public record MonitoringOptions(Optional<Path> configFile) {
  Optional<Monitoring> read() throws StartFailure {
    try {
      return configFile.map(Monitoring::read);
    } catch (TfServingException e) {
      throw StartFailure.ofTfServing(e);
    }
  }
}
