package dev.berth.audit;

import dev.berth.audit.ChainWalk.Position;
import dev.berth.audit.WholeCheck.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The whole checks, of which one at most is running. Each row is signed, since it lies where it is checked. */
@Component
class WholeChecks {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;
    private final AuditKeys keys;

    WholeChecks(JdbcClient jdbc, AuditKeys keys) {
        this.jdbc = jdbc;
        this.keys = keys;
    }

    /** @return whether it was, which it is not while another is running */
    boolean add(WholeCheck check) {
        return write("""
                insert into audit_check (id, started_at, started_by, target, state, number, hash, keyed, anchored, suspect,
                                         finding, finished_at, key_id, signature)
                values (:id, :started_at, :started_by, :target, :state, :number, :hash, :keyed, :anchored, :suspect,
                        :finding, :finished_at, :key_id, :signature)
                on conflict (state) where state = 'running' do nothing""", check);
    }

    /** Only a running one changes. */
    boolean save(WholeCheck check) {
        return write("""
                update audit_check
                   set started_at = :started_at, started_by = :started_by, target = :target, state = :state,
                       number = :number, hash = :hash, keyed = :keyed, anchored = :anchored, suspect = :suspect,
                       finding = :finding, finished_at = :finished_at, problem = null,
                       key_id = :key_id, signature = :signature
                 where id = :id and state = 'running'""", check);
    }

    void problem(UUID id, String problem) {
        jdbc.sql("update audit_check set problem = :problem where id = :id and state = 'running'")
                .param("problem", problem)
                .param("id", id)
                .update();
    }

    Optional<WholeCheck> find(UUID id) {
        return jdbc.sql("select * from audit_check where id = :id")
                .param("id", id)
                .query(this::check)
                .optional();
    }

    /** The one that is running, or else the last one. */
    Optional<WholeCheck> latest() {
        return jdbc.sql("""
                select * from audit_check order by state = 'running' desc, started_at desc limit 1""").query(this::check).optional();
    }

    private boolean write(String sql, WholeCheck check) {
        Row row = Row.of(check);
        Signature signature = keys.sign(AuditKeys.Kind.CHECK, row.signed());
        return jdbc.sql(sql)
                        .param("id", row.id())
                        .param("started_at", Timestamp.from(row.startedAt()))
                        .param("started_by", row.startedBy())
                        .param("target", row.target())
                        .param("state", row.state())
                        .param("number", row.position().number())
                        .param("hash", row.position().hash())
                        .param("keyed", row.position().keyed())
                        .param("anchored", row.position().anchored())
                        .param("suspect", row.position().suspect())
                        .param("finding", row.finding())
                        .param("finished_at", row.finishedAt() == null ? null : Timestamp.from(row.finishedAt()))
                        .param("key_id", signature.keyId())
                        .param("signature", signature.value())
                        .update()
                == 1;
    }

    private WholeCheck check(ResultSet result, int index) throws SQLException {
        Timestamp finished = result.getTimestamp("finished_at");
        Row row = new Row(
                result.getObject("id", UUID.class),
                AuditLog.at(result, "started_at"),
                result.getString("started_by"),
                result.getLong("target"),
                result.getString("state"),
                new Position(
                        result.getLong("number"),
                        result.getString("hash"),
                        result.getBoolean("keyed"),
                        result.getLong("anchored"),
                        result.getLong("suspect")),
                result.getString("finding"),
                finished == null ? null : finished.toInstant());
        Signature signature = new Signature(result.getString("key_id"), result.getString("signature"));
        boolean signed = keys.judge(signature, AuditKeys.Kind.CHECK, row.signed()) == AuditKeys.Judgement.SIGNED;
        return row.read(signed, result.getString("problem"));
    }

    /** The columns that are signed. */
    private record Row(
            UUID id,
            Instant startedAt,
            String startedBy,
            long target,
            String state,
            Position position,
            @Nullable String finding,
            @Nullable Instant finishedAt) {

        static Row of(WholeCheck check) {
            return switch (check.state()) {
                case State.Finished finished ->
                    of(
                            check,
                            finished.finding() instanceof Finding.Broken ? "broken" : "intact",
                            JSON.writeValueAsString(Text.of(finished.finding())),
                            finished.at());
                case State.Running running -> of(check, "running", null, null);
                case State.Forged forged -> of(check, "running", null, null);
            };
        }

        private static Row of(WholeCheck check, String state, @Nullable String finding, @Nullable Instant at) {
            return new Row(
                    check.id(),
                    check.startedAt(),
                    check.startedBy().name(),
                    check.target(),
                    state,
                    check.position(),
                    finding,
                    at);
        }

        Object[] signed() {
            List<@Nullable Object> fields = new ArrayList<>();
            fields.add(id.toString());
            fields.add(startedAt.toString());
            fields.add(startedBy);
            fields.add(target);
            fields.add(state);
            fields.add(position);
            fields.add(finding);
            fields.add(finishedAt == null ? null : finishedAt.toString());
            return fields.toArray();
        }

        WholeCheck read(boolean signed, @Nullable String problem) {
            State read;
            if (!signed) {
                read = new State.Forged();
            } else if (finding == null || finishedAt == null) {
                read = new State.Running(problem);
            } else {
                read = new State.Finished(
                        finishedAt, JSON.readValue(finding, Text.class).finding());
            }
            return new WholeCheck(id, startedAt, new Actor(startedBy), target, position, read);
        }
    }

    /** A finding as JSON. */
    private record Text(
            long first,
            long last,
            @Nullable String tip,
            @Nullable Flaw flaw,
            Finding.@Nullable Proof proof) {

        static Text of(Finding finding) {
            return switch (finding) {
                case Finding.Intact intact ->
                    new Text(
                            intact.from(),
                            intact.to(),
                            intact.tip(),
                            null,
                            intact.proof().orElse(null));
                case Finding.Broken broken ->
                    new Text(
                            broken.first(),
                            broken.last(),
                            null,
                            broken.flaw(),
                            broken.proof().orElse(null));
                case Finding.Unproven unproven -> of(unproven.intact());
            };
        }

        Finding finding() {
            return tip != null
                    ? new Finding.Intact(first, last, tip, Optional.ofNullable(proof))
                    : new Finding.Broken(first, last, flaw == null ? Flaw.REWRITTEN : flaw, Optional.ofNullable(proof));
        }
    }
}
