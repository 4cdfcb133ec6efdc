package dev.berth.review;

import dev.berth.arrival.StagedImageId;
import dev.berth.oci.Digest;
import dev.berth.scanning.FindingsFingerprint;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What the policy said of each image, and what admins decided. */
@Component
public class Reviews {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<List<Reason>> REASONS = new TypeReference<>() {};

    private static final String JUDGED = """
            select v.*, d.approved, d.reason, d.decided_by, d.decided_at
              from verdict v
              left join review_decision d
                on d.image_id = v.image_id and d.digest = v.digest
               and d.fingerprint = v.fingerprint and d.policy = v.policy
            """;

    private static final String LATEST =
            " v.number = (select max(later.number) from verdict later where later.image_id = v.image_id) ";

    /** Where no tag names the image any more, nobody waits for a decision on it. */
    private static final String WAITING = " where v.kind = 'needs-review' and d.approved is null and " + LATEST + """
            and exists (
                select 1 from staged_tag t
                 where t.image_id = v.image_id and t.superseded_at is null and t.deleted_at is null)
            """;

    private final JdbcClient jdbc;

    Reviews(JdbcClient jdbc) {
        this.jdbc = jdbc;
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

    /** Everything that was said of the image, the earliest first; the last is what holds. */
    public List<Standing> history(StagedImageId image) {
        return jdbc
                .sql(JUDGED + " where v.image_id = :image order by v.number")
                .param("image", image.value())
                .query(Reviews::map)
                .list()
                .stream()
                .map(Judged::standing)
                .toList();
    }

    /** One page of those that wait for an admin, the oldest first. */
    public List<Judgement> waiting(int offset, int limit) {
        return jdbc
                .sql(JUDGED + WAITING + " order by v.judged_at, v.image_id offset :offset limit :limit")
                .param("offset", offset)
                .param("limit", limit)
                .query(Reviews::map)
                .list()
                .stream()
                .map(Judged::judgement)
                .toList();
    }

    public int countWaiting() {
        return jdbc.sql("select count(*) from (" + JUDGED + WAITING + ") waiting")
                .query(Integer.class)
                .single();
    }

    Optional<Judgement> latest(StagedImageId image) {
        return jdbc.sql(JUDGED + " where v.image_id = :image and " + LATEST)
                .param("image", image.value())
                .query(Reviews::map)
                .optional()
                .map(Judged::judgement);
    }

    /** False where another judgement took this number first: then it may say the same. */
    boolean add(Judgement judgement) {
        return jdbc.sql("""
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
    }

    /** False where it has been decided. */
    boolean decide(Judgement judgement, ReviewDecision decision) {
        return jdbc.sql("""
                        insert into review_decision
                            (image_id, digest, fingerprint, policy, approved, reason, decided_by, decided_at)
                        values (:image, :digest, :fingerprint, :policy, :approved, :reason, :by, :at)
                        on conflict do nothing""")
                        .param("image", judgement.image().value())
                        .param("digest", judgement.digest().value())
                        .param("fingerprint", judgement.fingerprint().value())
                        .param("policy", judgement.policy().value())
                        .param("approved", decision.approved())
                        .param("reason", decision.reason())
                        .param("by", decision.decidedBy())
                        .param("at", Timestamp.from(decision.decidedAt()))
                        .update()
                == 1;
    }

    static String kind(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Clear v -> "clear";
            case Verdict.NeedsReview v -> "needs-review";
            case Verdict.Refused v -> "refused";
        };
    }

    private static Judged map(ResultSet row, int number) throws SQLException {
        List<Reason> reasons = JSON.readValue(row.getString("reasons"), REASONS);
        Verdict verdict = switch (row.getString("kind")) {
            case "clear" -> new Verdict.Clear(reasons);
            case "needs-review" -> new Verdict.NeedsReview(reasons);
            case "refused" -> new Verdict.Refused(reasons);
            default -> throw new IllegalStateException("No verdict " + row.getString("kind"));
        };
        return new Judged(
                new Judgement(
                        new StagedImageId(row.getObject("image_id", UUID.class)),
                        row.getInt("number"),
                        Digest.of(row.getString("digest")),
                        FindingsFingerprint.of(row.getString("fingerprint")),
                        PolicyVersion.of(row.getString("policy")),
                        verdict,
                        row.getTimestamp("judged_at").toInstant()),
                decision(row));
    }

    private static @Nullable ReviewDecision decision(ResultSet row) throws SQLException {
        return row.getString("decided_by") == null
                ? null
                : new ReviewDecision(
                        row.getBoolean("approved"),
                        row.getString("reason"),
                        row.getString("decided_by"),
                        row.getTimestamp("decided_at").toInstant());
    }

    private record Judged(Judgement judgement, @Nullable ReviewDecision decision) {

        Standing standing() {
            return switch (judgement.verdict()) {
                case Verdict.Clear clear -> new Standing.ClearedByPolicy(judgement);
                case Verdict.Refused refused -> new Standing.Refused(judgement);
                case Verdict.NeedsReview needsReview -> {
                    if (decision == null) {
                        yield new Standing.WaitsForReview(judgement);
                    }
                    yield decision.approved()
                            ? new Standing.Approved(judgement, decision)
                            : new Standing.Rejected(judgement, decision);
                }
            };
        }
    }
}
