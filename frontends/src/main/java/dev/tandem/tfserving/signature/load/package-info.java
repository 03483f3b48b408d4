/** Makes the signatures of a version from its files and its graph. */
@NullMarked
package dev.tandem.tfserving.signature.load;

import org.jspecify.annotations.NullMarked;
