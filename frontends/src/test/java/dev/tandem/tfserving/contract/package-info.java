/** What TensorFlow Serving's clients may count on, row by row, through real doors. */
@NullMarked
package dev.tandem.tfserving.contract;

import org.jspecify.annotations.NullMarked;
