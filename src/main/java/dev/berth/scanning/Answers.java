package dev.berth.scanning;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/** What each thing that the scanner says means for the image. Only a finished scan becomes {@link ScanOutcome.Scanned}. */
final class Answers {

    private Answers() {}

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

    /** The same vulnerability of the same package may be found at several paths. */
    private static List<Finding> distinct(List<Finding> findings) {
        return List.copyOf(findings.stream()
                .collect(Collectors.toMap(
                        finding -> List.of(
                                finding.vulnerability(),
                                finding.severity(),
                                finding.packageName(),
                                finding.packageVersion()),
                        finding -> finding,
                        (first, second) -> first,
                        LinkedHashMap::new))
                .values());
    }

    private static String sentence(String said, String description) {
        return description.isBlank() ? said + "." : said + ": " + description.strip();
    }
}
