package dev.berth.scanning;

import dev.berth.arrival.OpenImages;
import dev.berth.arrival.StagedImageId;
import dev.berth.oci.Digest;
import dev.berth.workspace.WorkspaceId;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The questions about each image, and the answers that are believed. */
@Component
class Questions implements OpenImages {

    private final JdbcClient jdbc;
    private final StatedFindings findings;
    private final WantedResults wanted;
    private final ScanningSettings settings;
    private final InstantSource clock;

    Questions(
            JdbcClient jdbc,
            StatedFindings findings,
            WantedResults wanted,
            ScanningSettings settings,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.findings = findings;
        this.wanted = wanted;
        this.settings = settings;
        this.clock = clock;
    }

    /** One for each platform; none where the image is not known here. */
    List<Question> of(StagedImageId image) {
        return of(image, findings.of(image));
    }

    /** Where they stand, without the findings, which may be thousands: an answer must not be compared with one of these. */
    private List<Question> withoutFindings(StagedImageId image) {
        return of(image, Map.of());
    }

    /** Whether the scanner is being asked about any of them. */
    boolean anyOpen(StagedImageId image) {
        return withoutFindings(image).stream().anyMatch(Question::isOpen);
    }

    /** The same with these findings, by the platform manifest's digest. */
    List<Question> of(StagedImageId image, Map<String, List<Finding>> stated) {
        return jdbc.sql("select * from platform_scan where image_id = :image order by position")
                .param("image", image.value())
                .query((row, number) -> QuestionRow.map(row, stated.getOrDefault(row.getString("digest"), List.of())))
                .list();
    }

    /** @return whether it was not known here before */
    @Transactional(propagation = Propagation.MANDATORY)
    boolean begin(StagedImageId image, List<Question> questions, Instant now) {
        int begun = jdbc.sql("insert into image_scan (image_id, begun_at) values (:image, :now) on conflict do nothing")
                .param("image", image.value())
                .param("now", Timestamp.from(now))
                .update();
        if (begun == 0) {
            return false;
        }
        for (int position = 0; position < questions.size(); position++) {
            Question question = questions.get(position);
            jdbc.sql("""
                    insert into platform_scan (image_id, digest, position, os, architecture, variant, last_status)
                    values (:image, :digest, :position, :os, :architecture, :variant, '')""")
                    .param("image", image.value())
                    .param("digest", question.digest().value())
                    .param("position", position)
                    .param("os", question.platform().os())
                    .param("architecture", question.platform().architecture())
                    .param("variant", question.platform().variant())
                    .update();
            save(image, question);
        }
        return true;
    }

    /** Whoever changes an image's questions, or its task, holds this until the transaction ends. */
    @Transactional(propagation = Propagation.MANDATORY)
    void lock(StagedImageId image) {
        jdbc.sql("select image_id from image_scan where image_id = :image for update")
                .param("image", image.value())
                .query(row -> {});
    }

    void save(StagedImageId image, Question question) {
        ScanOutcome stated = question.stated();
        Question.Candidate candidate = question.candidate();
        jdbc.sql("""
                update platform_scan set asked_since = :askedSince, last_status = :lastStatus, candidate = :candidate,
                    candidate_since = :candidateSince, outcome = :outcome, reason = :reason,
                    completed_at = :completedAt, stated_at = :statedAt
                where image_id = :image and digest = :digest""")
                .param("askedSince", timestamp(question.askedSince()))
                .param("lastStatus", question.lastStatus())
                .param(
                        "candidate",
                        candidate == null ? null : candidate.fingerprint().value())
                .param("candidateSince", candidate == null ? null : timestamp(candidate.since()))
                .param("outcome", stated == null ? null : QuestionRow.kind(stated))
                .param("reason", stated == null ? null : QuestionRow.reason(stated))
                .param(
                        "completedAt",
                        stated instanceof ScanOutcome.Scanned scanned ? timestamp(scanned.completedAt()) : null)
                .param("statedAt", timestamp(question.statedAt()))
                .param("image", image.value())
                .param("digest", question.digest().value())
                .update();
    }

    /** Also the findings, which are many and change seldom. What was stated before is kept. */
    void state(StagedImageId image, Question question) {
        findings.keep(image, question.digest());
        save(image, question);
        findings.replace(
                image,
                question.digest(),
                question.stated() instanceof ScanOutcome.Scanned scanned ? scanned.findings() : List.of());
    }

    /**
     * Asks anew about every platform that is not being asked about anyway: an answer that is on its way to be believed stays. Holds
     * {@link #lock}.
     *
     * @return whether there was one
     */
    @Transactional(propagation = Propagation.MANDATORY)
    boolean reopen(StagedImageId image, Instant now) {
        List<Question> closed = withoutFindings(image).stream()
                .filter(question -> !question.isOpen())
                .toList();
        if (closed.isEmpty()) {
            return false;
        }
        closed.forEach(question -> save(image, question.reopened(now)));
        jdbc.sql("update image_scan set begun_at = :now, quiet_looks = 0 where image_id = :image")
                .param("now", Timestamp.from(now))
                .param("image", image.value())
                .update();
        return true;
    }

    /** The rooms above are told of the next report, even if it is the one they know. */
    void tellAgain(StagedImageId image) {
        jdbc.sql("update image_scan set announced_fingerprint = null where image_id = :image")
                .param("image", image.value())
                .update();
    }

    /** What to ask about now: what is open; where nothing is, what may have another answer by now. */
    List<Digest> due(StagedImageId image) {
        List<Question> all = withoutFindings(image);
        List<Question> open = all.stream().filter(Question::isOpen).toList();
        return (open.isEmpty() ? later(image, all).questions() : open)
                .stream().map(Question::digest).toList();
    }

    void looked(StagedImageId image, boolean changed) {
        jdbc.sql("""
                update image_scan set quiet_looks = case when :changed then 0 else quiet_looks + 1 end
                where image_id = :image""").param("changed", changed).param("image", image.value()).update();
    }

    /** @return whether the rooms above were not told this yet, or wait to be told again */
    boolean announce(StagedImageId image, FindingsFingerprint fingerprint) {
        return jdbc.sql("""
                        update image_scan set announced_fingerprint = :fingerprint, announced_at = :now
                        where image_id = :image and announced_fingerprint is distinct from :fingerprint""")
                        .param("fingerprint", fingerprint.value())
                        .param("now", Timestamp.from(clock.instant()))
                        .param("image", image.value())
                        .update()
                == 1;
    }

    /** Whether all was said since then, and is not being asked again. */
    boolean announcedSince(StagedImageId image, Instant since) {
        return jdbc.sql("""
                        select exists (select 1 from image_scan
                                        where image_id = :image and announced_fingerprint is not null and announced_at >= :since)""")
                        .param("image", image.value())
                        .param("since", Timestamp.from(since))
                        .query(Boolean.class)
                        .single()
                && !anyOpen(image);
    }

    /** When to ask next; empty where all is said. */
    Optional<Instant> next(StagedImageId image) {
        List<Question> questions = withoutFindings(image);
        Instant now = clock.instant();
        Optional<Instant> settled = questions.stream()
                .map(Question::candidate)
                .filter(Objects::nonNull)
                .map(candidate -> candidate.since().plus(settings.settle()))
                .min(Comparator.naturalOrder());
        if (settled.isPresent()) {
            return settled.map(at -> at.isBefore(now) ? now : at);
        }
        if (questions.stream().anyMatch(Question::isOpen)) {
            return Optional.of(now.plus(settings.backoff().after(state(image).quietLooks() + 1)));
        }
        Later later = later(image, questions);
        return later.questions().isEmpty()
                ? Optional.empty()
                : Optional.of(now.plus(later.every()).plus(apart(image, later.every())));
    }

    /**
     * What is asked about again though it is answered, and how often. Only where another answer would change anything, and while
     * a tag in staging names the image; what Berth itself could not read, no scanner is asked about.
     */
    private Later later(StagedImageId image, List<Question> questions) {
        State state = state(image);
        WantedResults.Wanted results = wanted.wanted(image);
        if (!state.tagged() || !state.readable() || results == WantedResults.Wanted.NONE) {
            return new Later(List.of(), settings.askSeldomEvery());
        }
        List<Question> asked = questions.stream()
                .filter(question -> results == WantedResults.Wanted.ANY || !question.isScanned())
                .toList();
        List<Question> soon = asked.stream()
                .filter(question -> question.again() == Question.Again.SOON)
                .toList();
        Instant soonUntil = state.begunAt().toInstant().plus(settings.askLaterFor());
        return soon.isEmpty() || !clock.instant().isBefore(soonUntil)
                ? new Later(asked, settings.askSeldomEvery())
                : new Later(soon, settings.askLaterEvery());
    }

    /** Up to an eighth, the same for an image each time: images that came together are not asked about together for ever. */
    private static Duration apart(StagedImageId image, Duration every) {
        return every.dividedBy(8)
                .multipliedBy(Math.floorMod(image.value().hashCode(), 1000))
                .dividedBy(1000);
    }

    private State state(StagedImageId image) {
        return jdbc.sql("""
                        select s.quiet_looks, s.begun_at, i.unreadable is null as readable, exists (
                                select 1 from staged_tag t
                                 where t.image_id = i.id and t.superseded_at is null and t.deleted_at is null) as tagged
                          from image_scan s join staged_image i on i.id = s.image_id
                         where s.image_id = :image""").param("image", image.value()).query(State.class).single();
    }

    @Override
    public int countIn(WorkspaceId workspace) {
        return jdbc.sql("""
                        select count(distinct image_id) from platform_scan join staged_image on staged_image.id = image_id
                        where workspace_id = :workspace and asked_since is not null""")
                .param("workspace", workspace.value())
                .query(Integer.class)
                .single();
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant at) {
        return at == null ? null : Timestamp.from(at);
    }

    private record State(int quietLooks, OffsetDateTime begunAt, boolean readable, boolean tagged) {}

    private record Later(List<Question> questions, Duration every) {}
}
