/** The portal. */
@NullMarked
package dev.berth;

import org.jspecify.annotations.NullMarked;
