/** What every REST door needs of HTTP: bodies and their encodings. */
@NullMarked
package dev.tandem.http;

import org.jspecify.annotations.NullMarked;
