package dev.berth.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.testing.FlowTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@FlowTest
class InsertOnlyFlowTests {

    private final AuditTrail trail;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    @Autowired
    InsertOnlyFlowTests(AuditTrail trail, JdbcClient jdbc, TransactionTemplate transaction) {
        this.trail = trail;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    @BeforeEach
    void asMigrated() {
        Tampering.empty(jdbc);
    }

    @Test
    void invariant7_noEntryAndNoAnchorIsChangedOrRemovedEvenByTheTablesOwner() {
        transaction.executeWithoutResult(status -> trail.record(new Actor("carol"), "pass.issued", "pass/1", Map.of()));

        for (String role : List.of("origin", "replica")) {
            for (String statement : List.of(
                    "update audit_entry set actor = 'dave'",
                    "delete from audit_entry",
                    "truncate audit_entry",
                    "update audit_anchor set hash = ''",
                    "delete from audit_anchor",
                    "truncate audit_anchor",
                    "merge into audit_entry using (select 1) one on true when matched then delete")) {
                assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                            jdbc.sql("set local session_replication_role = " + role)
                                    .update();
                            jdbc.sql(statement).update();
                        }))
                        .as(role + ": " + statement)
                        .hasMessageContaining("insert-only");
            }
        }
    }

    @Test
    void invariant7_noEntryWithoutAKeyCanBeWritten() {
        assertThatThrownBy(() -> jdbc.sql("""
                        insert into audit_entry (number, at, actor, action, subject, details, previous_hash, hash)
                        values (1000000, now(), 'carol', 'x.y', 'x/1', '{}', 'x', 'y')""").update()).hasMessageContaining("audit_entry_keyed");
    }

    @Test
    void theOwnersRightsToChangeAndRemoveAreRevoked() {
        assertThat(jdbc.sql("""
                        select acl.privilege_type
                          from pg_class, aclexplode(relacl) acl
                         where relname in ('audit_entry', 'audit_anchor')
                           and acl.privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')""").query(String.class).list()).isEmpty();
        assertThat(jdbc.sql("select count(*) from pg_class where relname = 'audit_entry' and relacl is not null")
                        .query(Integer.class)
                        .single())
                .isOne();
    }
}
