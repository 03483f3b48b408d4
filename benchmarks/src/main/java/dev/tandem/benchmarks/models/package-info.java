/** Makes the example repository {@code models/}, training included. */
@NullMarked
package dev.tandem.benchmarks.models;

import org.jspecify.annotations.NullMarked;
