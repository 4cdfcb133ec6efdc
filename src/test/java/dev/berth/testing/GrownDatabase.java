package dev.berth.testing;

import dev.berth.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Rows as years of use leave them, written by SQL alone. Of the images numbered from 0, each hundred has the same kinds:
 * one that waits for a review, one whose promotion was given up, one that an admin approved, and so on; the rest was
 * cleared and promoted. Every tenth is of workspace 0, whose passes and images are therefore many.
 */
public final class GrownDatabase {

    /** Numbers of rows so far; growing adds what is missing. */
    public record Size(int workspaces, int passes, int images, int tasks, int auditEntries) {

        public static final Size NOTHING = new Size(0, 0, 0, 0, 0);

        /** One row in each list. */
        public static final Size ONE = new Size(1, 1, 3, 1, 1);

        /** In the proportions that were measured: 10 images a pass, 100 a workspace's, 10 audit entries an image. */
        public static Size of(int images) {
            return new Size(images / 50, images / 10, images, images, images * 10);
        }

        public Size withAudit(int entries) {
            return new Size(workspaces, passes, images, tasks, entries);
        }
    }

    private static final String[] TABLES = {
        "workspace",
        "pass",
        "push_session",
        "staged_image",
        "staged_platform",
        "staged_tag",
        "staging_watch",
        "image_scan",
        "platform_scan",
        "earlier_scan",
        "scan_finding",
        "verdict",
        "review_decision",
        "review_queue",
        "promotion",
        "approved_image",
        "scheduled_tasks",
        "audit_entry"
    };

    /** The image {@code n}'s kind, and whose it is. */
    private static final String FROM_IMAGES = """

            from (select n, md5('image' || n)::uuid as id, 'sha256:' || encode(sha256(('image' || n)::bytea), 'hex') as digest,
                    encode(sha256(('findings' || n)::bytea), 'hex') as fingerprint,
                    case when n < 3 or n % 10 = 0 then 0 else n % :workspaces end as owner,
                    case n % 100 when 0 then 'waits' when 1 then 'given-up' when 2 then 'approved' when 3 then 'rejected'
                                 when 4 then 'superseded' when 5 then 'refused-copy' when 6 then 'refused'
                                 else 'cleared' end as kind,
                    cast(:now as timestamptz) - n * interval '1 minute' as at
               from generate_series(cast(:from as integer), cast(:to as integer) - 1) n) i
            """;

    private final JdbcClient jdbc;
    private final Instant now;
    private Size size = Size.NOTHING;

    public GrownDatabase(JdbcClient jdbc, Instant now) {
        this.jdbc = jdbc;
        this.now = now;
    }

    public static UUID workspace(int number) {
        return id("workspace" + number);
    }

    public static UUID pass(int number) {
        return id("pass" + number);
    }

    public static UUID session(int number) {
        return id("session" + number);
    }

    public static UUID image(int number) {
        return id("image" + number);
    }

    /** The image's, which is its only platform manifest's too. */
    public static Digest digest(int image) {
        return Digest.ofContent(("image" + image).getBytes(StandardCharsets.UTF_8));
    }

    /** Whose workspace has the number. */
    public static String username(int workspace) {
        return "grown" + workspace;
    }

    public void growTo(Size wanted) {
        workspaces(size.workspaces(), wanted.workspaces());
        passes(size.passes(), wanted.passes(), wanted.workspaces());
        images(size.images(), wanted.images(), wanted.workspaces());
        tasks(size.tasks(), wanted.tasks());
        audit(size.auditEntries(), wanted.auditEntries());
        size = wanted;
        Stream.of(TABLES).forEach(table -> jdbc.sql("analyze " + table).update());
    }

    /** Gives one image this many findings more, of every severity. */
    public void findings(UUID image, int findings) {
        jdbc.sql("""
                insert into scan_finding (image_id, digest, position, vulnerability, severity, package_name,
                        package_version, fixed_in, description, uri)
                select image_id, digest,
                       1 + n + (select max(position) from scan_finding where image_id = :image), 'CVE-2020-' || n,
                       (array['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'])[1 + n * 4 / :findings],
                       'package-' || n % 300, '1.' || n, null, repeat('What goes wrong. ', 8), 'https://example.org/' || n
                  from platform_scan, generate_series(0, :findings - 1) n where image_id = :image""").param("image", image).param("findings", findings).update();
        jdbc.sql("""
                update platform_scan set counts = (select json_object_agg(severity, number)::text from (
                    select severity, count(*) as number from scan_finding where image_id = :image group by severity) c)
                 where image_id = :image""").param("image", image).update();
        jdbc.sql("analyze scan_finding").update();
    }

    private void workspaces(int from, int to) {
        write(from, to, 0, """
                insert into workspace (id, username, email, staging_repository, approved_repository, created_at,
                        provisioned_at)
                select md5('workspace' || n)::uuid, 'grown' || n, 'grown' || n || '@example.org',
                       'nextflow-staging/grown' || n, 'nextflow-approved/grown' || n, :now, :now
                  from generate_series(:from, :to - 1) n""", """
                insert into staging_watch (workspace_id, failing_since, last_failure)
                select md5('workspace' || n)::uuid,
                       case when n % 10 = 0 then cast(:now as timestamptz) - n * interval '1 second' end, 'No answer.'
                  from generate_series(:from, :to - 1) n""");
    }

    /** Every hundredth session is open. */
    private void passes(int from, int to, int workspaces) {
        write(from, to, workspaces, """
                insert into pass (id, workspace, reason, sessions, session_seconds, valid_until, issued_at, issued_by,
                        prepared_at)
                select md5('pass' || n)::uuid,
                       md5('workspace' || case when n % 10 = 0 then 0 else n % :workspaces end)::uuid, 'A workflow', 3,
                       3600, cast(:now as timestamptz) + interval '7 days',
                       cast(:now as timestamptz) - n * interval '1 minute', 'carol', :now
                  from generate_series(:from, :to - 1) n""", """
                insert into push_session (id, pass, workspace, role_session, state, requested_at, requested_by,
                        requested_from, opened_at, expires_at, access_key_id, cloud_user)
                select md5('session' || n)::uuid, p.id, p.workspace, 'grown-' || n, 'OPEN', p.issued_at, 'grown',
                       '192.0.2.7', p.issued_at,
                       case when n % 100 = 0 then cast(:now as timestamptz) + interval '30 minutes'
                            else p.issued_at - interval '1 hour' end, 'ASIA' || n, 'AROA:' || n
                  from generate_series(:from, :to - 1) n join pass p on p.id = md5('pass' || n)::uuid""");
    }

    private void images(int from, int to, int workspaces) {
        write(
                from,
                to,
                workspaces,
                """
                insert into staged_image (id, workspace_id, digest, media_type, size_bytes, arrived_at)
                select id, md5('workspace' || owner)::uuid, digest, 'application/vnd.oci.image.manifest.v1+json',
                       100000000, at""" + FROM_IMAGES,
                """
                insert into staged_platform (image_id, position, digest, os, architecture)
                select id, 0, digest, 'linux', 'amd64'""" + FROM_IMAGES,
                """
                insert into staged_tag (workspace_id, tag, image_id, since, superseded_at)
                select md5('workspace' || owner)::uuid, 'v' || n, id, at, case when kind = 'superseded' then at end""" + FROM_IMAGES,
                """
                insert into image_scan (image_id, begun_at, announced_fingerprint, announced_at)
                select id, at, fingerprint, at""" + FROM_IMAGES,
                """
                insert into platform_scan (image_id, digest, position, os, architecture, last_status, outcome,
                        completed_at, stated_at)
                select id, digest, 0, 'linux', 'amd64', 'COMPLETE', 'SCANNED', at, at""" + FROM_IMAGES,
                """
                insert into scan_finding (image_id, digest, position, vulnerability, severity, package_name,
                        package_version)
                select id, digest, 0, 'CVE-2024-3094', 'CRITICAL', 'xz-utils', '5.6.0'""" + FROM_IMAGES,
                """
                insert into verdict (image_id, number, digest, fingerprint, policy, kind, reasons, judged_at)
                select id, 1, digest, fingerprint, 'no-critical-1',
                       case when kind in ('waits', 'approved', 'rejected', 'superseded') then 'needs-review'
                            when kind = 'refused' then 'refused' else 'clear' end,
                       '[{"rule": "no-critical-finding", "sentence": "It has a critical finding."}]', at""" + FROM_IMAGES,
                """
                insert into review_decision (image_id, number, kind, digest, fingerprint, policy, latest_tag, reason,
                        decided_by, decided_at)
                select id, 1, kind, digest, fingerprint, 'no-critical-1',
                       (select max(t.id) from staged_tag t where t.image_id = i.id), 'As discussed.', 'dave', at""" + FROM_IMAGES + " where kind in ('approved', 'rejected')",
                """
                insert into review_queue (image_id, since) select id, at""" + FROM_IMAGES + " where kind = 'waits'",
                """
                insert into promotion (id, image_id, workspace_id, digest, tag, state, since, reason, attempts, queued_at)
                select md5('promotion' || n)::uuid, id, md5('workspace' || owner)::uuid, digest, 'v' || n,
                       case kind when 'given-up' then 'failed' when 'refused-copy' then 'refused' else 'promoted' end,
                       at, 'A reason.', 0, at""" + FROM_IMAGES + " where kind in ('given-up', 'refused-copy', 'approved', 'cleared')",
                """
                insert into approved_image (id, workspace_id, image_id, tag, uri, digest, approved_at)
                select md5('approved' || n)::uuid, md5('workspace' || owner)::uuid, id, 'v' || n,
                       'localhost:1/nextflow-approved/grown' || owner || ':v' || n, digest, at""" + FROM_IMAGES + " where kind in ('approved', 'cleared')");
    }

    /** Half of them are overdue, every hundredth fails; none is one that Berth knows. */
    private void tasks(int from, int to) {
        write(from, to, 0, """
                insert into scheduled_tasks (task_name, task_instance, execution_time, picked, consecutive_failures,
                        version)
                select 'grown', 'grown-' || n,
                       cast(:now as timestamptz) + case when n % 2 = 0 then -1 else 1 end * (600 + n) * interval '1 second',
                       false, case when n % 100 = 1 then 3 else 0 end, 1
                  from generate_series(:from, :to - 1) n""");
    }

    /** No chain: who checks it finds that. */
    private void audit(int from, int to) {
        write(from, to, 0, """
                insert into audit_entry (number, at, actor, action, subject, details, previous_hash, hash, key_id)
                select (select coalesce(max(number), 0) from audit_entry) + 1 + n - :from,
                       :now, 'person' || n % 100, 'image.judged', 'image/' || md5('image' || n / 10)::uuid, '{}',
                       md5('previous' || n), md5('hash' || n), 'grown'
                  from generate_series(:from, :to - 1) n""");
    }

    private void write(int from, int to, int workspaces, String... statements) {
        if (to <= from) {
            return;
        }
        Map<String, Object> params =
                Map.of("from", from, "to", to, "workspaces", workspaces, "now", Timestamp.from(now));
        for (String statement : statements) {
            jdbc.sql(statement).params(params).update();
        }
    }

    private static UUID id(String of) {
        return UUID.fromString(md5(of).replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"));
    }

    private static String md5(String of) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(of.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
