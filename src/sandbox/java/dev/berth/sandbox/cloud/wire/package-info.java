/** AWS's two protocols, query with XML and JSON 1.1, and what a service hands over to be called by them. */
@NullMarked
package dev.berth.sandbox.cloud.wire;

import org.jspecify.annotations.NullMarked;
