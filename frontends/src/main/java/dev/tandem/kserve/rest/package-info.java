/** The KServe v2 REST door, with Triton's extensions. */
@NullMarked
package dev.tandem.kserve.rest;

import org.jspecify.annotations.NullMarked;
