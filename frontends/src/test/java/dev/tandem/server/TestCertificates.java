package dev.tandem.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Arrays;

/**
 * A key and the certificate that goes with it, both as PEM texts; made by the JDK's own tool.
 *
 * @param pkcs1 the key as older tools write it
 */
record TestCertificates(String key, String certificate, String pkcs1) {
  private static final String PASSWORD = "changeit";

  static TestCertificates make(Path folder, String name) throws Exception {
    Path store = folder.resolve(name + ".p12");
    Process tool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start();
    if (tool.waitFor() != 0) {
      throw new IllegalStateException(Files.readString(folder.resolve(name + ".log")));
    }
    return read(store, name);
  }

  private static TestCertificates read(Path store, String name)
      throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    Key key = keys.getKey(name, PASSWORD.toCharArray());
    byte[] pkcs8 = key.getEncoded();
    // What PKCS #8 wraps begins after 26 bytes for RSA keys of this size.
    byte[] inner = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
    return new TestCertificates(
        Pem.write("PRIVATE KEY", pkcs8),
        Pem.write("CERTIFICATE", keys.getCertificate(name).getEncoded()),
        Pem.write("RSA PRIVATE KEY", inner));
  }
}
