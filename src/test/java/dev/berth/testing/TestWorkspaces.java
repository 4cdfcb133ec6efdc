package dev.berth.testing;

import dev.berth.audit.Actor;
import dev.berth.workspace.EmailAddress;
import dev.berth.workspace.RegisterWorkspace;
import dev.berth.workspace.Registration;
import dev.berth.workspace.Username;
import dev.berth.workspace.Workspace;
import java.util.concurrent.atomic.AtomicInteger;

/** Workspaces that no other test has. */
public class TestWorkspaces {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final RegisterWorkspace register;

    public TestWorkspaces(RegisterWorkspace register) {
        this.register = register;
    }

    public Workspace anew() {
        String name = "alice" + NUMBER.incrementAndGet();
        Registration registration =
                register.register(Username.of(name), EmailAddress.of(name + "@example.org"), Actor.system("test"));
        return switch (registration) {
            case Registration.Registered registered -> registered.workspace();
            case Registration.SpelledOtherwise other -> throw new AssertionError(other.sentence());
        };
    }
}
