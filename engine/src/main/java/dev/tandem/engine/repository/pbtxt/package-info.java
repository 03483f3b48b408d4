/** Configurations as text and as protobuf messages; the only place that sees generated classes. */
@NullMarked
package dev.tandem.engine.repository.pbtxt;

import org.jspecify.annotations.NullMarked;
