package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.identity.People;
import dev.berth.identity.Person;
import dev.berth.identity.Role;
import dev.berth.oci.RepositoryName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspaceTests {

    private static final Workspace KIRAS = new Workspace(
            WorkspaceId.random(),
            Username.of("kira"),
            "kira@example.org",
            RepositoryName.of("nextflow-staging/kira"),
            RepositoryName.of("nextflow-approved/kira"));

    @Test
    void itBelongsToItsResearcherInWhateverCase() {
        assertThat(KIRAS.belongsTo(person("Kira", ""))).isTrue();
        assertThat(KIRAS.belongsTo(person("kiran", ""))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u212aira", "k\u0131ra", "K\u0130RA"})
    void invariant4_itBelongsToNobodyWhoseNameOnlyLooksTheSame(String username) {
        assertThat(KIRAS.belongsTo(person(username, "kira@example.org"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "kira, '', true",
        "second, Kira@example.org, true",
        "kira@example.org, '', true",
        "second, kira, true",
        "second, second@example.org, false",
        "second, '', false"
    })
    void invariant6_aSecondAccountIsKnownByEitherName(String username, String email, boolean expected) {
        assertThat(KIRAS.mayBelongTo(person(username, email))).isEqualTo(expected);
    }

    private static Person person(String username, String email) {
        return People.person("subject", username, email, Role.RESEARCHER);
    }
}
