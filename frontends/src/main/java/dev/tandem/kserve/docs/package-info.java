/** What the REST door offers, said by itself: an OpenAPI description, and a page to try it. */
@NullMarked
package dev.tandem.kserve.docs;

import org.jspecify.annotations.NullMarked;
