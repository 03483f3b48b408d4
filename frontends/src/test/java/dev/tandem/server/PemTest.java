package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemTest {
  @Test
  void bringsAnOlderKeyIntoTheFormThatTheJdkReads(@TempDir Path folder) throws Exception {
    TestCertificates made = TestCertificates.make(folder, "server");

    assertThat(Pem.privateKey(made.pkcs1())).contains(made.key());
    assertThat(Pem.privateKey(made.certificate() + made.key())).contains(made.key().strip());
  }

  @Test
  void findsNoKeyWhereThereIsNone() {
    assertThat(Pem.privateKey("")).isEmpty();
    assertThat(Pem.privateKey(Pem.write("CERTIFICATE", new byte[3]))).isEmpty();
    assertThat(Pem.privateKey(Pem.write("ENCRYPTED PRIVATE KEY", new byte[3]))).isEmpty();
  }
}
