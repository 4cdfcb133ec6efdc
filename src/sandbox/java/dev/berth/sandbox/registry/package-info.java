/**
 * The container registry on disk and its OCI distribution API. It owns repositories, blobs, manifests, tags and uploads,
 * and keeps them over a kill: what was acknowledged is there, what was not leaves nothing. Who may do what is asked of
 * {@link dev.berth.sandbox.registry.RegistryGuard}; of accounts, sessions and policies it knows nothing.
 */
@NullMarked
package dev.berth.sandbox.registry;

import org.jspecify.annotations.NullMarked;
