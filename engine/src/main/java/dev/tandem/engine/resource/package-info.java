/** Which instances may run at a time, by the resources that they share. */
@NullMarked
package dev.tandem.engine.resource;

import org.jspecify.annotations.NullMarked;
