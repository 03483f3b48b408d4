/** What a model is and how it is to be served: plain values that know no file format. */
@NullMarked
package dev.tandem.engine.model;

import org.jspecify.annotations.NullMarked;
