package dev.berth.review;

import dev.berth.handover.HoldNames;
import dev.berth.identity.Person;
import dev.berth.workspace.Workspace;
import org.springframework.stereotype.Component;

/** Whose images are an admin's own, so that somebody else has to decide on them. */
@Component
class Researchers {

    private final HoldNames names;

    Researchers(HoldNames names) {
        this.names = names;
    }

    /** By a name or an address, or by having held the workspace's username before it was handed over. */
    boolean mayBe(Person admin, Workspace workspace) {
        return workspace.mayBelongTo(admin)
                || names.isOrWasOf(admin, workspace.username().value());
    }
}
