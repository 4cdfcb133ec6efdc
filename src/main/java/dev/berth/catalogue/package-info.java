/**
 * Approved images: the URI under which a workflow may run each, and the digest beside it.
 *
 * <p>The approved repository is read now and then, one listing a workspace, since what was put there may go: it expires,
 * somebody deletes it, or moves its tag. An entry that is not there any more is not called available, and the page says
 * what to do. It is promoted again when somebody asks for it, and never only because time has passed: an image that stays
 * in staging would otherwise outlive every retention. The button asks; so does a push session, because a registry tells
 * nothing of a tag that is pushed again with the digest it has: what is gone while one is live is promoted again. A tag
 * that somebody moved to another digest waits for the button. A registry that does not answer changes nothing.
 */
@ApplicationModule(
        allowedDependencies = {
            "support",
            "oci",
            "identity",
            "web",
            "audit",
            "guide",
            "workspace",
            "credentials",
            "arrival",
            "promotion"
        })
@NullMarked
package dev.berth.catalogue;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
