package dev.berth.scanning;

import dev.berth.arrival.StagedImage;
import dev.berth.oci.Digest;
import dev.berth.oci.Platform;
import java.util.List;

/** What to ask the scanner about an image: each platform manifest, never the index above them. */
final class Questions {

    private Questions() {}

    static List<Question> about(StagedImage image) {
        if (image.unreadable() != null) {
            return List.of(new Question(
                    image.digest(), Platform.UNKNOWN, new ScanOutcome.CannotBeScanned(image.unreadable())));
        }
        return image.platforms().stream()
                .map(platform ->
                        new Question(platform.digest(), platform.platform(), new ScanOutcome.Waiting("not asked yet")))
                .toList();
    }

    /** The outcome is the one to begin with. */
    record Question(Digest digest, Platform platform, ScanOutcome outcome) {}
}
