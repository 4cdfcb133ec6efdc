/**
 * A real OpenID Connect provider for one machine: it knows personas in the place of passwords. The portal signs in here by
 * the same code as anywhere else.
 */
@NullMarked
package dev.berth.sandbox.identity;

import org.jspecify.annotations.NullMarked;
