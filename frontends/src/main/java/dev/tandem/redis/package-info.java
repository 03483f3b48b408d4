/** The response cache that several servers keep in one Redis. */
@NullMarked
package dev.tandem.redis;

import org.jspecify.annotations.NullMarked;
