package dev.tandem.server;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The file of a Unix socket, which goes when its server does. One that a server left behind that
 * was killed is replaced; anything else that is there is left alone.
 */
final class UnixSocket {
  private UnixSocket() {}

  /** Makes room for a socket at {@code path}. */
  static void clear(Path path) throws StartFailure {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!isSocket(path)) {
      throw new StartFailure("'" + path + "' is there and is no socket", 1);
    }
    if (answers(path)) {
      throw new StartFailure("Socket '" + path + "' already in use ", 1);
    }
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new StartFailure("Socket '" + path + "' cannot be replaced: " + e, 1);
    }
  }

  private static boolean isSocket(Path path) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isOther();
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean answers(Path path) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      return false;
    }
  }
}
