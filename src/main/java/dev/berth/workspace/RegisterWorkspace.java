package dev.berth.workspace;

import dev.berth.audit.Actor;
import dev.berth.audit.AuditTrail;
import dev.berth.workspace.Registration.Registered;
import dev.berth.workspace.Registration.SpelledOtherwise;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Gives a researcher the one workspace that their username has, however often and from however many sides it is asked. */
@Component
public class RegisterWorkspace {

    private final Workspaces workspaces;
    private final HomeRegistry home;
    private final AuditTrail audit;

    RegisterWorkspace(Workspaces workspaces, HomeRegistry home, AuditTrail audit) {
        this.workspaces = workspaces;
        this.home = home;
        this.audit = audit;
    }

    @Transactional
    public Registration register(Username username, EmailAddress email, Actor by) {
        Workspace asked = new Workspace(
                WorkspaceId.random(), username, email.value(), home.stagingOf(username), home.approvedOf(username));
        if (workspaces.addIfAbsent(asked)) {
            audit.record(
                    by,
                    "workspace.registered",
                    "workspace/" + asked.id(),
                    Map.of(
                            "username",
                            username.value(),
                            "email",
                            email.value(),
                            "staging",
                            asked.staging().value()));
            return new Registered(asked, null);
        }
        Workspace known = workspaces.findByUsername(username.value()).orElseThrow();
        if (!known.username().equals(username)) {
            return new SpelledOtherwise(known.username());
        }
        if (known.email().equals(email.value())) {
            return new Registered(known, null);
        }
        workspaces.writeTo(known.id(), email);
        audit.record(
                by,
                "workspace.email-changed",
                "workspace/" + known.id(),
                Map.of("from", known.email(), "to", email.value()));
        return new Registered(workspaces.get(known.id()), known.email());
    }
}
