package dev.berth.sandbox.scanner;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A scan as it is kept on the disk, from the push on.
 *
 * @param pushedAt of the image that was scanned: the same digest, deleted and pushed again, is scanned again
 * @param finished none while it is under way
 */
record ScanRecord(
        String repository,
        String digest,
        Instant pushedAt,
        Instant requestedAt,
        @Nullable Finished finished) {

    record Finished(
            Scan.Shape shape,
            String status,
            @Nullable String description,
            @Nullable Instant completedAt,
            List<Finding> findings) {}

    ScanRecord finish(Finished outcome) {
        return new ScanRecord(repository, digest, pushedAt, requestedAt, outcome);
    }

    Scan told(Scan.Shape shape) {
        return finished == null
                ? new Scan(shape, Scan.IN_PROGRESS, "The scan is in progress.", null, List.of())
                : new Scan(
                        finished.shape(),
                        finished.status(),
                        finished.description(),
                        finished.completedAt(),
                        finished.findings());
    }
}
