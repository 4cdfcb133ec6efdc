package dev.berth.credentials;

import dev.berth.handover.NameHandedOver;
import dev.berth.identity.HeldName;
import dev.berth.workspace.Workspaces;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Whose the workspace was can push to it no longer. */
@Component
class RevokeAfterHandOver {

    private final Workspaces workspaces;
    private final PushSessions sessions;
    private final Revocations revocations;

    RevokeAfterHandOver(Workspaces workspaces, PushSessions sessions, Revocations revocations) {
        this.workspaces = workspaces;
        this.sessions = sessions;
        this.revocations = revocations;
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    void on(NameHandedOver handedOver) {
        if (handedOver.name().kind() == HeldName.Kind.USERNAME) {
            workspaces
                    .findByUsername(handedOver.name().value())
                    .ifPresent(workspace -> sessions.liveIn(workspace.id())
                            .forEach(session ->
                                    revocations.revoke(session.id(), handedOver.by(), handedOver.because())));
        }
    }
}
