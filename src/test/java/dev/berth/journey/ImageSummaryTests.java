package dev.berth.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.arrival.StagedImage;
import dev.berth.arrival.StagedImage.PlatformManifest;
import dev.berth.arrival.StagedImageId;
import dev.berth.arrival.StagedTag;
import dev.berth.catalogue.ApprovedImage;
import dev.berth.catalogue.CopyState;
import dev.berth.oci.Digest;
import dev.berth.oci.ImageReference;
import dev.berth.oci.MediaType;
import dev.berth.oci.Platform;
import dev.berth.oci.Tag;
import dev.berth.promotion.Asked;
import dev.berth.promotion.Promotion;
import dev.berth.promotion.PromotionId;
import dev.berth.promotion.PromotionState;
import dev.berth.review.Judgement;
import dev.berth.review.PolicyVersion;
import dev.berth.review.Reason;
import dev.berth.review.ReviewDecision;
import dev.berth.review.Standing;
import dev.berth.review.Verdict;
import dev.berth.scanning.FindingsFingerprint;
import dev.berth.workspace.WorkspaceId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ImageSummaryTests {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final StagedImageId IMAGE = StagedImageId.random();
    private static final WorkspaceId WORKSPACE = WorkspaceId.random();
    private static final Digest DIGEST = Digest.ofContent("image".getBytes(StandardCharsets.UTF_8));
    private static final Tag V1 = Tag.of("v1");
    private static final Properties WORDS = words();

    /** It says to wait for an admin who tries again, which helps nobody whose image waits for another decision. */
    @ParameterizedTest
    @MethodSource("standings")
    void aCopyThatFailedIsWhatAnImageWaitsForOnlyWhileItIsCleared(
            Standing standing, ImageStatus status, String tagState) {
        ImageSummary summary = new ImageSummary(
                image(),
                List.of(new StagedTag(V1, NOW, null, null)),
                standing,
                List.of(promotion(V1, new PromotionState.Failed(NOW, "The registry says 500."))),
                List.of());

        assertThat(summary.status()).isEqualTo(status);
        assertThat(summary.states()).extracting(TagState::name).containsExactly(tagState);
    }

    /** A tag waits only where something may yet happen to it by itself. */
    @ParameterizedTest
    @MethodSource("tagsWithoutAPromotion")
    void aTagInStagingSaysWhatItsImageMayComeTo(Standing standing, StagedTag tag, String name) {
        TagState state = new ImageSummary(image(), List.of(tag), standing, List.of(), List.of())
                .states()
                .getFirst();

        assertThat(state.name()).isEqualTo(name);
        assertThat(state.isStopped()).isEqualTo(state.kind().equals("bad"));
        assertThat(WORDS).containsKeys(state.word(), state.next());
    }

    static Stream<Arguments> tagsWithoutAPromotion() {
        return everyStanding()
                .flatMap(standing -> Stream.of(
                        Arguments.of(
                                standing,
                                new StagedTag(V1, NOW, null, null),
                                switch (standing) {
                                    case Standing.Rejected it -> "rejected";
                                    case Standing.Refused it -> "not-allowed";
                                    case Standing.Unjudged it -> "waiting";
                                    case Standing.WaitsForReview it -> "waiting";
                                    case Standing.ClearedByPolicy it -> "waiting";
                                    case Standing.Approved it -> "waiting";
                                }),
                        Arguments.of(standing, new StagedTag(V1, NOW, NOW, null), "superseded"),
                        Arguments.of(standing, new StagedTag(V1, NOW, null, NOW), "untagged")));
    }

    @ParameterizedTest
    @MethodSource("promotionsOfWhatIsNotAllowed")
    void noTagOfARejectedOrRefusedImageWaitsWhateverBecameOfItsPromotion(
            Standing standing, PromotionState latest, boolean staged) {
        TagState state = new ImageSummary(
                        image(),
                        List.of(new StagedTag(V1, NOW, null, staged ? null : NOW)),
                        standing,
                        List.of(promotion(V1, latest)),
                        List.of())
                .states()
                .getFirst();

        assertThat(state.name()).isNotEqualTo("waiting");
        assertThat(state.kind()).isNotEqualTo("waiting");
        assertThat(WORDS).containsKeys(state.word(), state.next());
    }

    static Stream<Arguments> promotionsOfWhatIsNotAllowed() {
        List<PromotionState> ended = List.of(
                new PromotionState.Failed(NOW, "The registry says 500."),
                new PromotionState.Refused(NOW, "It carries another."),
                new PromotionState.Lapsed(NOW, "dave rejected it."),
                new PromotionState.TagLeft(NOW, "It is left."),
                new PromotionState.Superseded(NOW),
                new PromotionState.Promoted(NOW, "cleared"));
        return everyStanding()
                .filter(standing -> standing instanceof Standing.Rejected || standing instanceof Standing.Refused)
                .flatMap(standing -> ended.stream()
                        .flatMap(latest -> Stream.of(
                                Arguments.of(standing, latest, true), Arguments.of(standing, latest, false))));
    }

    /** The page's head says that workflows run it, and must not hide that one tag comes to nothing. */
    @Test
    void anImageThatRunsUnderOneTagAndWasRejectedBeforeTheOtherIsApprovedInPart() {
        Standing rejected = new Standing.Rejected(
                judgement(), new ReviewDecision(ReviewDecision.Kind.REJECTED, "No", "dave", NOW), List.of());
        ImageSummary summary = new ImageSummary(
                image(),
                List.of(new StagedTag(V1, NOW, null, null), new StagedTag(Tag.of("v2"), NOW, null, null)),
                rejected,
                List.of(),
                List.of(approved(V1, new CopyState.Available())));

        assertThat(summary.status()).isEqualTo(ImageStatus.APPROVED_IN_PART);
        assertThat(summary.states()).extracting(TagState::name).containsExactly("approved", "rejected");
    }

    /** What the page says is what comes of asking. */
    @ParameterizedTest
    @MethodSource("missing")
    void ofWhatIsMissingThePageSaysWhatComesOfAskingForItAgain(
            PromotionState latest, boolean staged, Standing standing, Asked asked) {
        Promotion promotion = promotion(V1, latest);
        assertThat(Asked.of(Optional.of(promotion), staged, standing)).isEqualTo(asked);
        for (CopyState copy : List.of(new CopyState.Gone(NOW), new CopyState.Moved(NOW, DIGEST))) {
            ImageSummary summary = new ImageSummary(
                    image(),
                    List.of(new StagedTag(V1, NOW, null, staged ? null : NOW)),
                    standing,
                    List.of(promotion),
                    List.of(approved(V1, copy)));

            TagState state = summary.states().getFirst();
            assertThat(state.again()).isEqualTo(asked == Asked.QUEUED);
            assertThat(state.name())
                    .isEqualTo(
                            asked == Asked.ON_ITS_WAY
                                    ? "promoting"
                                    : (copy instanceof CopyState.Gone ? "gone-" : "moved-") + asked.word());
            assertThat(WORDS).containsKeys(state.word(), state.next());
        }
    }

    static Stream<Arguments> missing() {
        PromotionState promoted = new PromotionState.Promoted(NOW, "cleared");
        PromotionState failed = new PromotionState.Failed(NOW, "The registry says 500.");
        Standing cleared = new Standing.ClearedByPolicy(judgement());
        Standing waits = new Standing.WaitsForReview(judgement());
        return Stream.of(
                Arguments.of(promoted, true, cleared, Asked.QUEUED),
                Arguments.of(promoted, false, cleared, Asked.NOT_IN_STAGING),
                Arguments.of(promoted, true, waits, Asked.NOT_CLEARED),
                Arguments.of(new PromotionState.Queued(NOW), true, cleared, Asked.ON_ITS_WAY),
                Arguments.of(failed, true, cleared, Asked.GIVEN_UP),
                Arguments.of(failed, true, waits, Asked.NOT_CLEARED),
                Arguments.of(failed, false, waits, Asked.NOT_IN_STAGING),
                Arguments.of(new PromotionState.Refused(NOW, "It carries another."), true, waits, Asked.GIVEN_UP),
                Arguments.of(new PromotionState.TagLeft(NOW, "It is left."), true, waits, Asked.GIVEN_UP),
                Arguments.of(new PromotionState.Lapsed(NOW, "dave rejected it."), true, waits, Asked.NOT_CLEARED));
    }

    /** Its page is asked for every few seconds, and an image may have a thousand tags. */
    @Test
    void eachOfItsTagsIsReadAFewTimesHoweverManyThereAre() {
        Reads reads = new Reads();
        int many = 1_000;
        ImageSummary summary = new ImageSummary(
                image(),
                reads.list(many, number -> new StagedTag(Tag.of("v" + number), NOW, null, null)),
                new Standing.Unjudged(),
                reads.list(many, number -> promotion(Tag.of("v" + number), new PromotionState.Queued(NOW))),
                reads.list(many, number -> approved(Tag.of("v" + number), new CopyState.Available())));

        assertThat(summary.status()).isEqualTo(ImageStatus.APPROVED);
        assertThat(summary.isTold()).isTrue();
        assertThat(summary.isMoving()).isTrue();
        assertThat(summary.states()).hasSize(many);
        assertThat(reads.count).isLessThan(20 * many);
    }

    private static final class Reads {

        private int count;

        <T> List<T> list(int size, IntFunction<T> each) {
            List<T> elements = IntStream.range(0, size).mapToObj(each).toList();
            return new AbstractList<>() {
                @Override
                public T get(int index) {
                    count++;
                    return elements.get(index);
                }

                @Override
                public int size() {
                    return size;
                }
            };
        }
    }

    static Stream<Arguments> standings() {
        Judgement judgement = judgement();
        ReviewDecision rejection = new ReviewDecision(ReviewDecision.Kind.REJECTED, "No", "dave", NOW);
        ReviewDecision approval = new ReviewDecision(ReviewDecision.Kind.APPROVED, "Yes", "dave", NOW);
        return Stream.of(
                Arguments.of(new Standing.ClearedByPolicy(judgement), ImageStatus.STUCK, "failed"),
                Arguments.of(new Standing.Approved(judgement, approval), ImageStatus.STUCK, "failed"),
                Arguments.of(new Standing.WaitsForReview(judgement), ImageStatus.NEEDS_REVIEW, "waiting"),
                Arguments.of(new Standing.Rejected(judgement, rejection, List.of()), ImageStatus.REJECTED, "rejected"),
                Arguments.of(new Standing.Refused(judgement), ImageStatus.REFUSED, "not-allowed"),
                Arguments.of(new Standing.Unjudged(), ImageStatus.SCANNING, "waiting"));
    }

    private static Stream<Standing> everyStanding() {
        return standings().map(arguments -> (Standing) arguments.get()[0]);
    }

    private static Properties words() {
        try (InputStream file = ImageSummaryTests.class.getResourceAsStream("/messages/journey.properties")) {
            Properties words = new Properties();
            words.load(file);
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StagedImage image() {
        return new StagedImage(
                IMAGE,
                WORKSPACE,
                DIGEST,
                MediaType.OCI_MANIFEST,
                1_000_000,
                List.of(new PlatformManifest(DIGEST, Platform.of("linux/amd64"))),
                null,
                NOW);
    }

    private static Judgement judgement() {
        return new Judgement(
                IMAGE,
                1,
                DIGEST,
                FindingsFingerprint.of("0".repeat(64)),
                PolicyVersion.of("no-critical-1"),
                new Verdict.NeedsReview(List.of(new Reason("no-critical", "It has a critical finding."))),
                NOW);
    }

    private static ApprovedImage approved(Tag tag, CopyState state) {
        ImageReference uri = ImageReference.of("registry.example.org/nextflow-approved/alice:" + tag);
        return new ApprovedImage(IMAGE, WORKSPACE, tag, uri, DIGEST, NOW, state, true);
    }

    private static Promotion promotion(Tag tag, PromotionState state) {
        return new Promotion(PromotionId.random(), IMAGE, WORKSPACE, DIGEST, tag, state, 14, null, NOW);
    }
}
