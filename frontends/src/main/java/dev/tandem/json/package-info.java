/**
 * JSON bodies of both REST dialects: read in place without objects per element, written straight to
 * bytes, refused in RapidJSON's words. Knows nothing but bytes.
 */
@NullMarked
package dev.tandem.json;

import org.jspecify.annotations.NullMarked;
