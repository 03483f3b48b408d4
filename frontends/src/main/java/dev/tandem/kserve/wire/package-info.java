/** KServe messages and JSON from and to the engine's requests and responses. */
@NullMarked
package dev.tandem.kserve.wire;

import org.jspecify.annotations.NullMarked;
