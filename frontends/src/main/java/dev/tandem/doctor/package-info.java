/** What {@code tandem doctor} prints: what there is on this machine to run models with. */
@NullMarked
package dev.tandem.doctor;

import org.jspecify.annotations.NullMarked;
