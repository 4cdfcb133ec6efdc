package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.audit.Actor;
import dev.berth.testing.FlowTest;
import dev.berth.workspace.Registration.Registered;
import dev.berth.workspace.Registration.SpelledOtherwise;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@FlowTest
class RegisterWorkspaceFlowTests {

    private static final Actor CAROL = new Actor("carol");

    @Autowired
    RegisterWorkspace registration;

    @Autowired
    Workspaces workspaces;

    @Autowired
    JdbcClient jdbc;

    @Test
    void invariant9_aUsernameHasOneWorkspaceHoweverOftenItIsNamed() {
        Registration first = register("nina@example.org");
        Registration second = register("nina@example.org");

        assertThat(second).isEqualTo(first);
        assertThat(first)
                .isInstanceOfSatisfying(
                        Registered.class,
                        registered -> assertThat(registered.workspace().staging())
                                .hasToString("nextflow-staging/nina-40example-2eorg"));
        assertThat(entriesOf(((Registered) first).workspace().id())).containsExactly("workspace.registered");
    }

    @Test
    void invariant9_aSecondSpellingOfAKnownUserIsRefusedWithASentence() {
        register("oLaf");

        Registration second = register("olaf");

        assertThat(second)
                .isInstanceOfSatisfying(
                        SpelledOtherwise.class,
                        taken -> assertThat(taken.sentence()).contains("“oLaf”"));
        assertThat(workspaces.findByUsername("OLAF").orElseThrow().username()).isEqualTo(Username.of("oLaf"));
    }

    @Test
    void invariant9_aLetterThatOnlyLooksTheSameFindsNothing() {
        register("kilian");

        assertThat(workspaces.findByUsername("KILIAN")).isPresent();
        assertThat(workspaces.findByUsername("\u212aILIAN")).isEmpty();
        assertThat(workspaces.findByUsername("k\u0131l\u0131an")).isEmpty();
    }

    @Test
    void invariant9_twoSpellingsAtOnceEndAsOneWorkspace() throws Exception {
        for (int round = 0; round < 20; round++) {
            String name = "p" + round;
            List<Registration> both = atOnce(() -> register(name + "a"), () -> register(name + "A"));

            assertThat(both).filteredOn(Registered.class::isInstance).hasSize(1);
            assertThat(both).filteredOn(SpelledOtherwise.class::isInstance).hasSize(1);
        }
    }

    @Test
    void aNewAddressReplacesTheOldOneAndIsInTheAuditTrail() {
        register("rita");

        Registration again = registration.register(Username.of("rita"), EmailAddress.of("rita@example.net"), CAROL);

        Workspace workspace = ((Registered) again).workspace();
        assertThat(workspace.email()).isEqualTo("rita@example.net");
        assertThat(entriesOf(workspace.id())).containsExactly("workspace.registered", "workspace.email-changed");
    }

    private Registration register(String username) {
        return registration.register(Username.of(username), EmailAddress.of("someone@example.org"), CAROL);
    }

    private List<String> entriesOf(WorkspaceId id) {
        return jdbc.sql("select action from audit_entry where subject = :subject order by number")
                .param("subject", "workspace/" + id)
                .query((row, number) -> row.getString("action"))
                .list();
    }

    private static <T> List<T> atOnce(Callable<T> one, Callable<T> other) throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<T> first = threads.submit(() -> {
                start.await();
                return one.call();
            });
            Future<T> second = threads.submit(() -> {
                start.await();
                return other.call();
            });
            return List.of(first.get(), second.get());
        }
    }
}
