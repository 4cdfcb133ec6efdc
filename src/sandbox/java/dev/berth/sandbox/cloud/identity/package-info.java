/** Who calls: the portal's own key and the sessions of the push role. No secret is stored; all but the master key is derived or sealed. */
@NullMarked
package dev.berth.sandbox.cloud.identity;

import org.jspecify.annotations.NullMarked;
