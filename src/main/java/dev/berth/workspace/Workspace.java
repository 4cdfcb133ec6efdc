package dev.berth.workspace;

import dev.berth.identity.Person;
import dev.berth.oci.RepositoryName;

/** One researcher's place: where their images come in, and where the approved ones are. */
public record Workspace(
        WorkspaceId id, Username username, String email, RepositoryName staging, RepositoryName approved) {

    /** Whether this person is the researcher, however the identity provider spells the case today. */
    public boolean belongsTo(Person person) {
        return username.value().equalsIgnoreCase(person.username());
    }
}
