/**
 * The engine that runs in this process: wires repository, backends and schedulers behind the one
 * door.
 */
@NullMarked
package dev.tandem.engine;

import org.jspecify.annotations.NullMarked;
