/** The process: options, wiring and shutdown. */
@NullMarked
package dev.tandem.server;

import org.jspecify.annotations.NullMarked;
