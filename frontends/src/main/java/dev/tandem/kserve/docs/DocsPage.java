package dev.tandem.kserve.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/**
 * The page that shows the description.
 *
 * @param policy lets its own script and style run, and nothing else
 */
record DocsPage(String html, String policy) {
  static DocsPage read() {
    try (InputStream file =
        Objects.requireNonNull(DocsPage.class.getResourceAsStream("docs.html"), "docs.html")) {
      String html = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      String policy =
          "default-src 'none'; connect-src 'self'; script-src %s; style-src %s; base-uri 'none';"
              + " form-action 'none'; frame-ancestors 'none'";
      return new DocsPage(html, policy.formatted(hash(html, "script"), hash(html, "style")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String html, String element) {
    int start = html.indexOf("<" + element + ">") + element.length() + 2;
    String content = html.substring(start, html.indexOf("</" + element + ">"));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
