package dev.berth.scanning;

import dev.berth.arrival.StagedImage;
import dev.berth.arrival.StagedImageId;
import dev.berth.arrival.StagedImages;
import dev.berth.oci.Digest;
import dev.berth.oci.RepositoryName;
import dev.berth.workspace.Workspaces;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Asks the scanner about what is open of one image, and records the answers. */
@Component
class AskScanner {

    private static final Logger LOG = LoggerFactory.getLogger(AskScanner.class);

    private final ImageScanner scanner;
    private final StagedImages images;
    private final Workspaces workspaces;
    private final Questions questions;
    private final RecordAnswers record;
    private final InstantSource clock;

    AskScanner(
            ImageScanner scanner,
            StagedImages images,
            Workspaces workspaces,
            Questions questions,
            RecordAnswers record,
            InstantSource clock) {
        this.scanner = scanner;
        this.images = images;
        this.workspaces = workspaces;
        this.questions = questions;
        this.record = record;
        this.clock = clock;
    }

    /** Remote. */
    void about(StagedImageId id) {
        StagedImage image = images.get(id);
        RepositoryName staging = workspaces.get(image.workspace()).staging();
        List<Answer> answers = new ArrayList<>();
        for (Digest due : questions.due(id)) {
            Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
            answers.add(new Answer(due, ask(staging, due, !due.equals(image.digest())), at));
        }
        record.record(id, answers);
    }

    /** No answer says nothing of the image, so it waits; asking the others goes on. */
    private ScanOutcome ask(RepositoryName staging, Digest manifest, boolean withinIndex) {
        try {
            return Answers.outcomeOf(scanner.look(staging, manifest), withinIndex);
        } catch (ScannerUnavailable e) {
            LOG.warn("The scanner does not answer about {}@{}: {}", staging, manifest, e.getMessage());
            return new ScanOutcome.Waiting("the scanner does not answer");
        }
    }

    /** What was answered about one manifest. */
    record Answer(Digest manifest, ScanOutcome outcome, Instant at) {}
}
