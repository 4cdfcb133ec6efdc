/** The operations of STS: sessions of the push role, and who one is. */
@NullMarked
package dev.berth.sandbox.cloud.sts;

import org.jspecify.annotations.NullMarked;
