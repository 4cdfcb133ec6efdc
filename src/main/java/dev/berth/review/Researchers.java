package dev.berth.review;

import dev.berth.handover.HoldNames;
import dev.berth.identity.HeldName;
import dev.berth.identity.Person;
import dev.berth.workspace.Workspace;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/** Whose images are an admin's own, so that somebody else has to decide on them. */
@Component
class Researchers {

    private final HoldNames names;

    Researchers(HoldNames names) {
        this.names = names;
    }

    /**
     * Whether the person may be a workspace's researcher: by a name or an address, or by having held the workspace's username before
     * it was handed over. One query, however many workspaces are asked about.
     */
    Predicate<Workspace> of(Person admin) {
        Set<HeldName> held = names.everHeldBy(admin);
        return workspace -> workspace.mayBelongTo(admin)
                || held.contains(HeldName.username(workspace.username().value()));
    }
}
