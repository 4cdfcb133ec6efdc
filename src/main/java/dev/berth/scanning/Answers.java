package dev.berth.scanning;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What each thing that the scanner says means for the image. Only a finished scan becomes {@link ScanOutcome.Scanned}. */
final class Answers {

    static final String NO_SCAN_WITHIN_INDEX = "no scan yet of this manifest, which stands within an index";

    /** ECR's enhanced scanning is said to scan what has a tag, and what stands within an index has none. */
    static final String WITHOUT_INDEX = "The scanner may scan only what has a tag itself: build for one platform with "
            + "--provenance=false, which makes no index, and push that.";

    private Answers() {}

    /** Of a manifest that is the image itself, or stands within the image's index. */
    static ScanOutcome outcomeOf(ScanLook look, boolean withinIndex) {
        return look instanceof ScanLook.NoScan && withinIndex
                ? new ScanOutcome.Waiting(NO_SCAN_WITHIN_INDEX)
                : outcomeOf(look);
    }

    static ScanOutcome outcomeOf(ScanLook look) {
        return switch (look) {
            case ScanLook.Complete complete ->
                new ScanOutcome.Scanned(complete.completedAt(), distinct(complete.findings()));
            case ScanLook.NotYet notYet -> new ScanOutcome.Waiting(notYet.status());
            case ScanLook.NoScan none -> new ScanOutcome.Waiting("no scan of this image yet");
            case ScanLook.Failed failed ->
                new ScanOutcome.NotScanned(sentence("The scan failed", failed.description()));
            case ScanLook.Unsupported unsupported ->
                new ScanOutcome.CannotBeScanned(
                        sentence("The scanner does not support this image", unsupported.description()));
            case ScanLook.EligibilityExpired expired ->
                new ScanOutcome.Lapsed("The scanner watches this image no longer, and has closed its findings.");
            case ScanLook.FindingsUnavailable unavailable ->
                new ScanOutcome.NotScanned(sentence("The scanner cannot give the findings", unavailable.description()));
            case ScanLook.LimitExceeded limit ->
                new ScanOutcome.NotScanned(sentence("The scanner is over a limit", limit.description()));
            case ScanLook.Archived archived ->
                new ScanOutcome.NotScanned("The image is archived, and archived images are not scanned.");
            case ScanLook.Gone gone -> new ScanOutcome.NotScanned("The image is not in staging.");
            case ScanLook.Unheard unheard -> new ScanOutcome.Unknown(unheard.status());
        };
    }

    /**
     * The same vulnerability of the same package may be found at several paths. In a tree, since the pusher chose the packages'
     * names: in a hash table they might all collide.
     */
    private static List<Finding> distinct(List<Finding> findings) {
        Set<Finding> distinct = new TreeSet<>(Finding.WORST_FIRST);
        distinct.addAll(findings);
        return List.copyOf(distinct);
    }

    private static String sentence(String said, String description) {
        return description.isBlank() ? said + "." : said + ": " + description.strip();
    }
}
