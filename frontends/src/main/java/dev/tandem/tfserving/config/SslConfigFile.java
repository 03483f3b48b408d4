package dev.tandem.tfserving.config;

import dev.tandem.proto.tfserving.SSLConfig;
import dev.tandem.tfserving.wire.TfServingException;
import java.nio.file.Path;

/** The file of {@code --ssl_config_file}: an SSLConfig as text, which holds PEM texts. */
public final class SslConfigFile {
  private SslConfigFile() {}

  /** Throws {@link TfServingException} where the file cannot be read. */
  public static SSLConfig read(Path file) {
    SSLConfig.Builder config = SSLConfig.newBuilder();
    ProtoTextFile.merge(file, config);
    return config.build();
  }
}
