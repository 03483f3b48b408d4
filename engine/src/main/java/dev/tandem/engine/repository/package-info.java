/** Model folders, their configurations and versions, and what is loaded of them. */
@NullMarked
package dev.tandem.engine.repository;

import org.jspecify.annotations.NullMarked;
