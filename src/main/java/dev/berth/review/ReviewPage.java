package dev.berth.review;

import dev.berth.arrival.StagedImage;
import dev.berth.arrival.StagedTag;
import dev.berth.oci.Tag;
import dev.berth.workspace.Workspace;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One image before an admin.
 *
 * @param decisions what was decided of it, the earliest first
 */
record ReviewPage(
        StagedImage image,
        Workspace workspace,
        List<StagedTag> tags,
        Standing standing,
        Judgement judgement,
        List<ReviewDecision> decisions,
        List<ScannedPlatform> platforms,
        boolean own) {

    private static final int NAMED = 3;

    /** A few of the tags that name it, or else its digest: there may be a thousand. */
    public String name() {
        String names = current().stream().limit(NAMED).collect(Collectors.joining(", "));
        return names.isEmpty() ? image.digest().shortened() : names;
    }

    /** The tags that name it. */
    public List<String> current() {
        return tags.stream()
                .filter(StagedTag::isCurrent)
                .map(tag -> tag.tag().value())
                .toList();
    }

    /** What keeps its researcher from deciding, as whoever tries it is told. */
    public String ownSentence() {
        return DecideReview.OWN;
    }

    public boolean isOpen() {
        return standing instanceof Standing.WaitsForReview && !own;
    }

    public boolean isRejected() {
        return standing instanceof Standing.Rejected;
    }

    /** The tags under which a rejected image was pushed again since. */
    public List<Tag> pushedAgainAs() {
        return standing instanceof Standing.Rejected rejected ? rejected.pushedAgainAs() : List.of();
    }
}
