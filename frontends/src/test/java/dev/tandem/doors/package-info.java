/** One table of requests, through every door of a real server. */
@NullMarked
package dev.tandem.doors;

import org.jspecify.annotations.NullMarked;
