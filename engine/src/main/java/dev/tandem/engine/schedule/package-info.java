/** Inboxes and runner threads: from a request to its answers. */
@NullMarked
package dev.tandem.engine.schedule;

import org.jspecify.annotations.NullMarked;
