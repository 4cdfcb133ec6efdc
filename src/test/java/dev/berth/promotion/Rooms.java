package dev.berth.promotion;

import dev.berth.arrival.ImageTagged;
import dev.berth.arrival.ImageUntagged;
import dev.berth.arrival.StagedImageId;
import dev.berth.audit.Actor;
import dev.berth.audit.AuditTrail;
import dev.berth.identity.People;
import dev.berth.identity.Person;
import dev.berth.identity.Role;
import dev.berth.oci.Digest;
import dev.berth.oci.LeftBehind;
import dev.berth.oci.MediaType;
import dev.berth.oci.Platform;
import dev.berth.oci.Tag;
import dev.berth.scanning.Finding;
import dev.berth.scanning.ScanFinished;
import dev.berth.scanning.Severity;
import dev.berth.workspace.HomeRegistry;
import dev.berth.workspace.Username;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.WorkspaceId;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What the rooms below have done before a review begins: a workspace, images in staging, and scans that are believed. */
public class Rooms {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ApplicationEventPublisher events;
    private final AuditTrail audit;
    private final HomeRegistry home;
    private final FakeRegistry registry;
    private final FakeScanner scanner;
    private final Promotions promotions;
    private final PromoteImage promote;
    private final InstantSource clock;

    Rooms(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            ApplicationEventPublisher events,
            AuditTrail audit,
            HomeRegistry home,
            FakeRegistry registry,
            FakeScanner scanner,
            Promotions promotions,
            PromoteImage promote,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.events = events;
        this.audit = audit;
        this.home = home;
        this.registry = registry;
        this.scanner = scanner;
        this.promotions = promotions;
        this.promote = promote;
        this.clock = clock;
    }

    /** One platform manifest, which is the image itself. */
    public record Image(StagedImageId id, Workspace workspace, Digest digest) {}

    public static Person person(String username, Role... roles) {
        return People.person(username, roles);
    }

    public static Finding finding(String vulnerability, String severity) {
        return new Finding(vulnerability, Severity.of(severity), "xz-utils", "5.6.0", "5.6.1", null, null, null);
    }

    public Workspace aWorkspace() {
        return aWorkspaceOf("user" + UUID.randomUUID().toString().substring(0, 8));
    }

    public Workspace aWorkspaceOf(String name) {
        Username username = Username.of(name);
        Workspace workspace = new Workspace(
                WorkspaceId.random(),
                username,
                name + "@example.org",
                home.stagingOf(username),
                home.approvedOf(username));
        jdbc.sql("""
                insert into workspace (id, username, email, staging_repository, approved_repository, created_at,
                        provisioned_at)
                values (:id, :username, :email, :staging, :approved, :at, :at)""")
                .param("id", workspace.id().value())
                .param("username", name)
                .param("email", workspace.email())
                .param("staging", workspace.staging().value())
                .param("approved", workspace.approved().value())
                .param("at", now())
                .update();
        return workspace;
    }

    public Image anImage(Workspace workspace, String... tags) {
        return anImage(
                workspace, Digest.ofContent(UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8)), tags);
    }

    public Image anImage(Workspace workspace, Digest digest, String... tags) {
        StagedImageId id = StagedImageId.random();
        Platform platform = Platform.of("linux/amd64");
        jdbc.sql("""
                insert into staged_image (id, workspace_id, digest, media_type, size_bytes, arrived_at)
                values (:id, :workspace, :digest, :type, 1000000, :at)""")
                .param("id", id.value())
                .param("workspace", workspace.id().value())
                .param("digest", digest.value())
                .param("type", MediaType.OCI_MANIFEST.value())
                .param("at", now())
                .update();
        jdbc.sql("""
                insert into staged_platform (image_id, position, digest, os, architecture)
                values (:id, 0, :digest, :os, :architecture)""")
                .param("id", id.value())
                .param("digest", digest.value())
                .param("os", platform.os())
                .param("architecture", platform.architecture())
                .update();
        Image image = new Image(id, workspace, digest);
        List.of(tags).forEach(tag -> tag(image, tag));
        return image;
    }

    /** What the registry leaves behind of each image that it copies from now on. */
    public void leavesBehind(LeftBehind... leftBehind) {
        registry.leftBehind = List.of(leftBehind);
    }

    /** As arrival sees and tells it: the image that had the tag before is superseded under it. */
    public void tag(Image image, String tag) {
        registry.staged(image.workspace().staging(), Tag.of(tag), image.digest());
        noticeTag(image, tag);
    }

    /** What a researcher's push does, before arrival has noticed it. */
    public void pushTag(Image image, String tag) {
        registry.staged(image.workspace().staging(), Tag.of(tag), image.digest());
    }

    public void noticeTag(Image image, String tag) {
        transaction.executeWithoutResult(status -> {
            jdbc.sql("""
                    update staged_tag set superseded_at = :at
                     where workspace_id = :workspace and tag = :tag and superseded_at is null and deleted_at is null
                    returning image_id""")
                    .param("at", now())
                    .param("workspace", image.workspace().id().value())
                    .param("tag", tag)
                    .query(UUID.class)
                    .list()
                    .forEach(holder -> events.publishEvent(new ImageUntagged(new StagedImageId(holder), Tag.of(tag))));
            jdbc.sql("""
                    insert into staged_tag (workspace_id, tag, image_id, since)
                    values (:workspace, :tag, :image, :at)""")
                    .param("workspace", image.workspace().id().value())
                    .param("tag", tag)
                    .param("image", image.id().value())
                    .param("at", now())
                    .update();
            audit.record(Actor.system("arrival"), "image.tagged", "image/" + image.id(), Map.of("tag", tag));
            events.publishEvent(new ImageTagged(image.id(), Tag.of(tag)));
        });
    }

    /** The tag is gone from staging, and arrival has noticed it. */
    public void untag(Image image, String tag) {
        registry.tags.remove(image.workspace().staging() + ":" + tag);
        transaction.executeWithoutResult(status -> {
            jdbc.sql("""
                update staged_tag set deleted_at = :at
                 where image_id = :image and tag = :tag and superseded_at is null and deleted_at is null""")
                    .param("at", now())
                    .param("image", image.id().value())
                    .param("tag", tag)
                    .update();
            events.publishEvent(new ImageUntagged(image.id(), Tag.of(tag)));
        });
    }

    /** What runs by itself: every promotion of the image goes as far as it goes. */
    public void promote(Image image) {
        promotions.ofImage(image.id()).forEach(promotion -> promote.promote(promotion.id()));
    }

    /** The tags under which the image is approved. */
    public List<String> approvedTags(Image image) {
        String prefix = image.workspace().approved() + ":";
        return registry.tags.entrySet().stream()
                .filter(entry ->
                        entry.getKey().startsWith(prefix) && entry.getValue().equals(image.digest()))
                .map(entry -> entry.getKey().substring(prefix.length()))
                .sorted()
                .toList();
    }

    /** What happens around each of the registry's calls; null for nothing. */
    public void interfere(@Nullable Consumer<String> interference) {
        registry.interfere(interference == null ? moment -> {} : interference::accept);
    }

    /** What happens, once, while the scanner is asked about the image. */
    public void whileTheScannerIsAsked(Image image, Runnable happens) {
        scanner.meanwhile(image.digest(), happens);
    }

    /** A scan that has finished and is believed, and that the scanner still says. */
    public void scanned(Image image, Finding... findings) {
        scanner.finds(image.digest(), findings);
        believe(image, "SCANNED", null, findings);
    }

    /** What the scanner says now, and what nobody has asked it for yet. */
    public void scannerSays(Image image, Finding... findings) {
        scanner.finds(image.digest(), findings);
    }

    public void notScanned(Image image) {
        believe(image, "NOT_SCANNED", "No scan appeared.");
    }

    public void cannotBeScanned(Image image) {
        believe(image, "CANNOT_BE_SCANNED", "The scanner does not support this image.");
    }

    public void lapsed(Image image) {
        believe(image, "LAPSED", "The scanner watches this image no longer.");
    }

    public void saidSomethingUnknown(Image image) {
        believe(image, "UNKNOWN", "PURPLE");
    }

    private void believe(Image image, String outcome, @Nullable String reason, Finding... findings) {
        transaction.executeWithoutResult(status -> {
            jdbc.sql("delete from scan_finding where image_id = :id")
                    .param("id", image.id().value())
                    .update();
            jdbc.sql("insert into image_scan (image_id, begun_at) values (:id, :at) on conflict do nothing")
                    .param("id", image.id().value())
                    .param("at", now())
                    .update();
            jdbc.sql("""
                    insert into platform_scan (image_id, digest, position, os, architecture, last_status, outcome, reason,
                            completed_at, stated_at)
                    values (:id, :digest, 0, 'linux', 'amd64', '', :outcome, :reason, :completed, :at)
                    on conflict (image_id, digest) do update set outcome = excluded.outcome, reason = excluded.reason,
                            completed_at = excluded.completed_at, stated_at = excluded.stated_at, asked_since = null""")
                    .param("id", image.id().value())
                    .param("digest", image.digest().value())
                    .param("outcome", outcome)
                    .param("reason", reason)
                    .param("completed", outcome.equals("SCANNED") ? now() : null)
                    .param("at", now())
                    .update();
            for (int position = 0; position < findings.length; position++) {
                Finding finding = findings[position];
                jdbc.sql("""
                        insert into scan_finding (image_id, digest, position, vulnerability, severity, package_name,
                                package_version, fixed_in)
                        values (:id, :digest, :position, :vulnerability, :severity, :package, :version, :fixed)""")
                        .param("id", image.id().value())
                        .param("digest", image.digest().value())
                        .param("position", position)
                        .param("vulnerability", finding.vulnerability())
                        .param("severity", finding.severity().value())
                        .param("package", finding.packageName())
                        .param("version", finding.packageVersion())
                        .param("fixed", finding.fixedIn())
                        .update();
            }
            audit.record(Actor.system("scanning"), "scan.finished", "image/" + image.id(), Map.of());
            events.publishEvent(new ScanFinished(image.id()));
        });
    }

    /** What the audit trail says of the image, in order, of these actions' noun. */
    public List<String> audited(Image image, String noun) {
        return jdbc.sql("select action from audit_entry where subject = :subject and action like :noun order by number")
                .param("subject", "image/" + image.id())
                .param("noun", noun + ".%")
                .query((row, number) -> row.getString("action"))
                .list();
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }
}
