/** The bytes, JSON and messages of the KServe protocol, as pure functions of engine values. */
@NullMarked
package dev.tandem.kserve.wire;

import org.jspecify.annotations.NullMarked;
