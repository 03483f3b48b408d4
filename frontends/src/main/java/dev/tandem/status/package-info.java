/** What each dialect answers for each reason: one switch per dialect. */
@NullMarked
package dev.tandem.status;

import org.jspecify.annotations.NullMarked;
