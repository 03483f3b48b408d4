/** The protobuf wire format by hand: for the messages that carry tensors, whose bytes stay put. */
@NullMarked
package dev.tandem.protobuf;

import org.jspecify.annotations.NullMarked;
