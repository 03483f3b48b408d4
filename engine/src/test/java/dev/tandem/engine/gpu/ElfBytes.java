package dev.tandem.engine.gpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Libraries without code, that need others. */
final class ElfBytes {
  private static final int HEADER = 64;
  private static final int SEGMENT = 56;
  private static final long BASE = 0x1000;

  private ElfBytes() {}

  static byte[] needing(String runpath, String... libraries) {
    return needing(runpath, List.of(libraries));
  }

  /** One segment that is loaded, and the dynamic section in it. */
  static byte[] needing(String runpath, List<String> libraries) {
    int entries = libraries.size() + (runpath.isEmpty() ? 0 : 1) + 2;
    int dynamic = HEADER + 2 * SEGMENT;
    int strings = dynamic + entries * 16;
    ByteBuffer file = ByteBuffer.allocate(64 * 1024).order(ByteOrder.LITTLE_ENDIAN);
    file.position(strings);
    file.put((byte) 0);
    long[] names = new long[entries - 2];
    for (int i = 0; i < names.length; i++) {
      names[i] = (long) file.position() - strings;
      String name = i < libraries.size() ? libraries.get(i) : runpath;
      file.put(name.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
    }
    int end = file.position();
    file.position(0);
    file.putInt(0x464c457f).put((byte) 2).put((byte) 1).put((byte) 1);
    file.putLong(32, HEADER).putShort(54, (short) SEGMENT).putShort(56, (short) 2);
    segment(file, HEADER, 1, 0, BASE, end);
    segment(file, HEADER + SEGMENT, 2, dynamic, BASE + dynamic, entries * 16L);
    file.position(dynamic);
    for (int i = 0; i < names.length; i++) {
      file.putLong(i < libraries.size() ? 1 : 29).putLong(names[i]);
    }
    file.putLong(5).putLong(BASE + strings);
    byte[] bytes = new byte[end];
    file.get(0, bytes);
    return bytes;
  }

  private static void segment(
      ByteBuffer file, int at, int type, long offset, long address, long bytes) {
    file.putInt(at, type).putLong(at + 8, offset).putLong(at + 16, address).putLong(at + 32, bytes);
  }
}
