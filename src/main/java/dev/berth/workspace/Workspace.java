package dev.berth.workspace;

import dev.berth.identity.Person;
import dev.berth.identity.Spelling;
import dev.berth.oci.RepositoryName;
import java.util.stream.Stream;

/** One researcher's place: where their images come in, and where the approved ones are. */
public record Workspace(
        WorkspaceId id, Username username, String email, RepositoryName staging, RepositoryName approved) {

    /** Whether this person is the researcher, however the identity provider spells the case today. */
    public boolean belongsTo(Person person) {
        return Spelling.same(username.value(), person.username());
    }

    /**
     * Whether the person may be the researcher under a second account: one of its names is one of theirs. Who decides on
     * the workspace's images has to be somebody else.
     */
    public boolean mayBelongTo(Person person) {
        return Stream.of(username.value(), email)
                .anyMatch(name -> Spelling.same(name, person.username()) || Spelling.same(name, person.email()));
    }
}
