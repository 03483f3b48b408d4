package dev.tandem.engine.gpu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads what a library needs from its dynamic section, a few hundred bytes of a file of any size;
 * every place and length in it is checked first.
 */
final class ElfReader {
  private static final int HEADER_BYTES = 64;
  private static final int SEGMENT_BYTES = 56;
  private static final int ENTRY_BYTES = 16;
  private static final int MOST_SEGMENTS = 1024;
  private static final int MOST_ENTRIES = 4096;
  private static final int MOST_NAME_BYTES = 4096;

  private static final int MAGIC = 0x464c457f;
  private static final byte CLASS_64 = 2;
  private static final byte LITTLE_ENDIAN = 1;
  private static final int SEGMENT_LOAD = 1;
  private static final int SEGMENT_DYNAMIC = 2;
  private static final long TAG_END = 0;
  private static final long TAG_NEEDED = 1;
  private static final long TAG_STRINGS = 5;
  private static final long TAG_RPATH = 15;
  private static final long TAG_RUNPATH = 29;

  private final SeekableByteChannel file;
  private final long size;

  /** A part of the file, and where it lies once loaded. */
  private record Segment(int type, long offset, long address, long bytes) {}

  private ElfReader(SeekableByteChannel file) throws IOException {
    this.file = file;
    size = file.size();
  }

  static ElfNeeds read(Path library) throws IOException {
    try (SeekableByteChannel file = Files.newByteChannel(library)) {
      return read(file);
    }
  }

  static ElfNeeds read(SeekableByteChannel file) throws IOException {
    return new ElfReader(file).read();
  }

  private ElfNeeds read() throws IOException {
    List<Segment> segments = segments();
    Segment dynamic =
        segments.stream()
            .filter(segment -> segment.type == SEGMENT_DYNAMIC)
            .findFirst()
            .orElseThrow(() -> new ElfFormatException("it has no dynamic section"));
    List<Long> needed = new ArrayList<>();
    List<Long> folders = new ArrayList<>();
    long strings = -1;
    for (long i = 0; i < dynamic.bytes / ENTRY_BYTES; i++) {
      if (i == MOST_ENTRIES) {
        throw new ElfFormatException("its dynamic section has no end");
      }
      ByteBuffer entry = at(dynamic.offset + i * ENTRY_BYTES, ENTRY_BYTES);
      long tag = entry.getLong();
      long value = entry.getLong();
      if (tag == TAG_END) {
        break;
      } else if (tag == TAG_NEEDED) {
        needed.add(value);
      } else if (tag == TAG_RPATH || tag == TAG_RUNPATH) {
        folders.add(value);
      } else if (tag == TAG_STRINGS) {
        strings = offsetOf(value, segments);
      }
    }
    return new ElfNeeds(
        names(needed, strings),
        names(folders, strings).stream()
            .flatMap(path -> Arrays.stream(path.split(":", -1)))
            .filter(folder -> !folder.isEmpty())
            .toList());
  }

  private List<Segment> segments() throws IOException {
    ByteBuffer header = at(0, HEADER_BYTES);
    if (header.getInt(0) != MAGIC || header.get(4) != CLASS_64 || header.get(5) != LITTLE_ENDIAN) {
      throw new ElfFormatException("it is not a 64-bit little-endian ELF file");
    }
    long start = header.getLong(32);
    int bytesEach = Short.toUnsignedInt(header.getShort(54));
    int count = Short.toUnsignedInt(header.getShort(56));
    if (bytesEach < SEGMENT_BYTES || count > MOST_SEGMENTS) {
      throw new ElfFormatException("its header is damaged");
    }
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ByteBuffer segment = at(start + (long) i * bytesEach, SEGMENT_BYTES);
      segments.add(
          new Segment(
              segment.getInt(0), segment.getLong(8), segment.getLong(16), segment.getLong(32)));
    }
    return segments;
  }

  private static long offsetOf(long address, List<Segment> segments) throws ElfFormatException {
    for (Segment segment : segments) {
      long inside = address - segment.address;
      if (segment.type == SEGMENT_LOAD && inside >= 0 && inside < segment.bytes) {
        return segment.offset + inside;
      }
    }
    throw new ElfFormatException("its names lie outside of it");
  }

  private List<String> names(List<Long> offsets, long strings) throws IOException {
    if (!offsets.isEmpty() && strings < 0) {
      throw new ElfFormatException("it has no names");
    }
    List<String> names = new ArrayList<>();
    for (long offset : offsets) {
      names.add(name(strings, offset));
    }
    return names;
  }

  private String name(long strings, long offset) throws IOException {
    long start = strings + offset;
    if (offset < 0 || start < 0 || start >= size) {
      throw new ElfFormatException("a name lies outside of it");
    }
    ByteBuffer bytes = at(start, (int) Math.min(MOST_NAME_BYTES, size - start));
    if (CStrings.length(bytes) == bytes.limit()) {
      throw new ElfFormatException("a name has no end");
    }
    return CStrings.text(bytes);
  }

  private ByteBuffer at(long offset, int bytes) throws IOException {
    if (offset < 0 || offset > size - bytes) {
      throw new ElfFormatException("it is cut short");
    }
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.position(offset);
    while (buffer.hasRemaining()) {
      if (file.read(buffer) < 0) {
        throw new ElfFormatException("it is cut short");
      }
    }
    return buffer.flip();
  }
}
