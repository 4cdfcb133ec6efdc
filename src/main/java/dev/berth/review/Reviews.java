package dev.berth.review;

import dev.berth.arrival.StagedImageId;
import dev.berth.oci.Digest;
import dev.berth.oci.Tag;
import dev.berth.scanning.FindingsFingerprint;
import dev.berth.scanning.WantedResults;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What the policy said of each image, and what admins decided. */
@Component
public class Reviews implements WantedResults {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<List<Reason>> REASONS = new TypeReference<>() {};

    /** Of a verdict v, as d, the last decision that speaks of it: an approval does so only where it was made on the same. */
    static final String LAST_DECISION = """
             left join lateral (
                 select * from review_decision any_of
                  where any_of.image_id = v.image_id
                    and (any_of.kind <> 'approved' or (any_of.digest = v.digest
                        and any_of.fingerprint = v.fingerprint and any_of.policy = v.policy))
                  order by any_of.number desc limit 1) d on true
            """;

    private static final String JUDGED = """
            select v.*, d.kind as decision, d.reason, d.decided_by, d.decided_at, array(
                       select t.tag from staged_tag t
                        where t.image_id = v.image_id and t.id > d.latest_tag
                          and t.superseded_at is null and t.deleted_at is null
                        order by t.id) as pushed_again_as
              from verdict v
            """ + LAST_DECISION;

    private static final String LATEST =
            " v.number = (select max(later.number) from verdict later where later.image_id = v.image_id) ";

    private final JdbcClient jdbc;
    private final ReviewQueue queue;

    Reviews(JdbcClient jdbc, ReviewQueue queue) {
        this.jdbc = jdbc;
        this.queue = queue;
    }

    public Standing standing(StagedImageId image) {
        return standings(List.of(image)).getOrDefault(image, new Standing.Unjudged());
    }

    /** Of several images at once; one that was not judged is not in the answer. */
    public Map<StagedImageId, Standing> standings(Collection<StagedImageId> images) {
        if (images.isEmpty()) {
            return Map.of();
        }
        return jdbc
                .sql(JUDGED + " where v.image_id in (:images) and " + LATEST)
                .param("images", images.stream().map(StagedImageId::value).toList())
                .query(Reviews::map)
                .list()
                .stream()
                .collect(Collectors.toMap(judged -> judged.judgement().image(), Judged::standing));
    }

    @Override
    public Wanted wanted(StagedImageId image) {
        return switch (standing(image)) {
            case Standing.Rejected rejected -> Wanted.NONE;
            case Standing.ClearedByPolicy cleared -> Wanted.MISSING;
            case Standing.Approved approved -> Wanted.MISSING;
            case Standing.Unjudged unjudged -> Wanted.ANY;
            case Standing.WaitsForReview waits -> Wanted.ANY;
            case Standing.Refused refused -> Wanted.ANY;
        };
    }

    /** Everything that the policy said of the image, the earliest first; the last is what holds. */
    public List<Judgement> history(StagedImageId image) {
        return jdbc.sql("select * from verdict where image_id = :image order by number")
                .param("image", image.value())
                .query((row, number) -> judgement(row))
                .list();
    }

    /** Everything that admins decided of the image, the earliest first. */
    public List<ReviewDecision> decisions(StagedImageId image) {
        return jdbc.sql("select d.*, d.kind as decision from review_decision d where image_id = :image order by number")
                .param("image", image.value())
                .query((row, number) -> decision(row))
                .list();
    }

    /** Images that a tag names and that were last judged, and not cleared, by another policy. */
    List<StagedImageId> notClearUnderAnother(PolicyVersion policy) {
        return jdbc.sql("select v.image_id from verdict v where v.policy <> :policy and v.kind <> 'clear' and " + LATEST
                        + """
                        and exists (
                            select 1 from staged_tag t
                             where t.image_id = v.image_id and t.superseded_at is null and t.deleted_at is null)
                        order by v.judged_at""")
                .param("policy", policy.value())
                .query((row, number) -> new StagedImageId(row.getObject("image_id", UUID.class)))
                .list();
    }

    Optional<Judgement> latest(StagedImageId image) {
        return jdbc.sql("select * from verdict where image_id = :image order by number desc limit 1")
                .param("image", image.value())
                .query((row, number) -> judgement(row))
                .optional();
    }

    /** Whoever judges or decides on an image holds this until the transaction ends. */
    @Transactional(propagation = Propagation.MANDATORY)
    void lock(StagedImageId image) {
        queue.lock(image);
    }

    /** False where another judgement took this number first: then it may say the same. */
    @Transactional(propagation = Propagation.MANDATORY)
    boolean add(Judgement judgement) {
        lock(judgement.image());
        boolean added = jdbc.sql("""
                        insert into verdict (image_id, number, digest, fingerprint, policy, kind, reasons, judged_at)
                        values (:image, :number, :digest, :fingerprint, :policy, :kind, :reasons, :at)
                        on conflict do nothing""")
                        .param("image", judgement.image().value())
                        .param("number", judgement.number())
                        .param("digest", judgement.digest().value())
                        .param("fingerprint", judgement.fingerprint().value())
                        .param("policy", judgement.policy().value())
                        .param("kind", kind(judgement.verdict()))
                        .param(
                                "reasons",
                                JSON.writeValueAsString(judgement.verdict().reasons()))
                        .param("at", Timestamp.from(judgement.judgedAt()))
                        .update()
                == 1;
        if (added) {
            queue.refresh(judgement.image());
        }
        return added;
    }

    /** Holds {@link #lock}. */
    @Transactional(propagation = Propagation.MANDATORY)
    void decide(Judgement judgement, ReviewDecision decision) {
        jdbc.sql("""
                insert into review_decision (image_id, number, kind, digest, fingerprint, policy, latest_tag, reason,
                    decided_by, decided_at)
                values (:image,
                    1 + coalesce((select max(number) from review_decision where image_id = :image), 0),
                    :kind, :digest, :fingerprint, :policy,
                    coalesce((select max(id) from staged_tag where image_id = :image), 0),
                    :reason, :by, :at)""")
                .param("image", judgement.image().value())
                .param("kind", decision.kind().word())
                .param("digest", judgement.digest().value())
                .param("fingerprint", judgement.fingerprint().value())
                .param("policy", judgement.policy().value())
                .param("reason", decision.reason())
                .param("by", decision.decidedBy())
                .param("at", Timestamp.from(decision.decidedAt()))
                .update();
        queue.refresh(judgement.image());
    }

    static String kind(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Clear v -> "clear";
            case Verdict.NeedsReview v -> "needs-review";
            case Verdict.Refused v -> "refused";
        };
    }

    private static Judged map(ResultSet row, int number) throws SQLException {
        return new Judged(
                judgement(row),
                row.getString("decision") == null ? null : decision(row),
                Stream.of((String[]) row.getArray("pushed_again_as").getArray())
                        .map(Tag::of)
                        .toList());
    }

    private static Judgement judgement(ResultSet row) throws SQLException {
        List<Reason> reasons = JSON.readValue(row.getString("reasons"), REASONS);
        Verdict verdict = switch (row.getString("kind")) {
            case "clear" -> new Verdict.Clear(reasons);
            case "needs-review" -> new Verdict.NeedsReview(reasons);
            case "refused" -> new Verdict.Refused(reasons);
            default -> throw new IllegalStateException("No verdict " + row.getString("kind"));
        };
        return new Judgement(
                new StagedImageId(row.getObject("image_id", UUID.class)),
                row.getInt("number"),
                Digest.of(row.getString("digest")),
                FindingsFingerprint.of(row.getString("fingerprint")),
                PolicyVersion.of(row.getString("policy")),
                verdict,
                row.getTimestamp("judged_at").toInstant());
    }

    private static ReviewDecision decision(ResultSet row) throws SQLException {
        return new ReviewDecision(
                ReviewDecision.Kind.of(row.getString("decision")),
                row.getString("reason"),
                row.getString("decided_by"),
                row.getTimestamp("decided_at").toInstant());
    }

    /** @param pushedAgainAs tags that were given to the image since the decision */
    private record Judged(Judgement judgement, @Nullable ReviewDecision decision, List<Tag> pushedAgainAs) {

        Standing standing() {
            return switch (decision == null ? ReviewDecision.Kind.LIFTED : decision.kind()) {
                case REJECTED, KEPT ->
                    new Standing.Rejected(judgement, Objects.requireNonNull(decision), pushedAgainAs);
                case LIFTED -> byPolicy(new Standing.WaitsForReview(judgement));
                case APPROVED -> byPolicy(new Standing.Approved(judgement, Objects.requireNonNull(decision)));
            };
        }

        private Standing byPolicy(Standing whereLeftToAnAdmin) {
            return switch (judgement.verdict()) {
                case Verdict.Clear clear -> new Standing.ClearedByPolicy(judgement);
                case Verdict.Refused refused -> new Standing.Refused(judgement);
                case Verdict.NeedsReview needsReview -> whereLeftToAnAdmin;
            };
        }
    }
}
