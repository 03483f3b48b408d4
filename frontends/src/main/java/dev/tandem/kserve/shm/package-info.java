/** The memory that clients share with the KServe doors. */
@NullMarked
package dev.tandem.kserve.shm;

import org.jspecify.annotations.NullMarked;
