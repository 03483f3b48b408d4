/** Who may call what of the KServe API, and which headers of a call go on to the model. */
@NullMarked
package dev.tandem.kserve.access;

import org.jspecify.annotations.NullMarked;
