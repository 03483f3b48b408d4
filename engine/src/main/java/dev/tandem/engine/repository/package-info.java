/** Models on disk and their life: found, completed, checked, loaded, unloaded. */
@NullMarked
package dev.tandem.engine.repository;

import org.jspecify.annotations.NullMarked;
