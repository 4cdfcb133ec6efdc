package dev.berth.audit;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What whoever owns the database can do, who has every right there and no key. */
final class Tampering {

    private static final List<String> GUARDED = List.of("audit_entry", "audit_anchor");

    private Tampering() {}

    /** With the triggers out of the way. */
    static void asOwner(JdbcClient jdbc, String... statements) {
        GUARDED.forEach(table ->
                jdbc.sql("alter table " + table + " disable trigger user").update());
        try {
            for (String statement : statements) {
                jdbc.sql(statement).update();
            }
        } finally {
            GUARDED.forEach(
                    table -> jdbc.sql("alter table %1$s enable always trigger %1$s_insert_only".formatted(table))
                            .update());
        }
    }

    /** As the migrations leave it. */
    static void empty(JdbcClient jdbc) {
        asOwner(
                jdbc,
                "truncate audit_entry, audit_anchor, audit_check",
                "alter table audit_entry drop constraint if exists audit_entry_keyed",
                "alter table audit_entry add constraint audit_entry_keyed check (key_id is not null) not valid");
    }
}
