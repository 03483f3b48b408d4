/** How each dialect tells why a request failed: one switch for each. */
@NullMarked
package dev.tandem.status;

import org.jspecify.annotations.NullMarked;
