package dev.tandem.benchmarks.load;

import com.google.protobuf.ByteString;

/**
 * What one sequence sends.
 *
 * @param next between its first and its last request, again and again
 */
public record SequenceMessages(ByteString first, ByteString next, ByteString last) {}
