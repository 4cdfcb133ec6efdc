package dev.berth.scanning;

import dev.berth.arrival.StagedImageId;
import dev.berth.audit.Actor;
import dev.berth.audit.AuditTrail;
import dev.berth.scanning.AskScanner.Answer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Writes down what the scanner answered, states what is believed, and tells the rooms above. */
@Component
class RecordAnswers {

    private static final Actor ACTOR = Actor.system("scanning");

    private final Questions questions;
    private final ScanReports reports;
    private final ScanningSettings settings;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;

    RecordAnswers(
            Questions questions,
            ScanReports reports,
            ScanningSettings settings,
            AuditTrail audit,
            ApplicationEventPublisher events) {
        this.questions = questions;
        this.reports = reports;
        this.settings = settings;
        this.audit = audit;
        this.events = events;
    }

    @Transactional
    void record(StagedImageId image, List<Answer> answers) {
        questions.lock(image);
        Map<String, Question> before = questions.of(image).stream()
                .collect(Collectors.toMap(question -> question.digest().value(), Function.identity()));
        boolean changed = false;
        for (Answer answer : answers) {
            Question question =
                    Objects.requireNonNull(before.get(answer.manifest().value()));
            Question next = question.answered(answer.outcome(), answer.at(), settings);
            if (!next.equals(question)) {
                changed = true;
                if (next.stated() == null || next.stated().equals(question.stated())) {
                    questions.save(image, next);
                } else {
                    questions.state(image, next);
                    audit.record(ACTOR, "scan.stated", "image/" + image, details(next, next.stated()));
                }
            }
        }
        questions.looked(image, changed);
        announce(image);
    }

    /** Once every question is closed, and again whenever what they were answered with is not what was told before. */
    private void announce(StagedImageId image) {
        if (questions.anyOpen(image)) {
            return;
        }
        FindingsFingerprint fingerprint = reports.of(image).fingerprint();
        if (questions.announce(image, fingerprint)) {
            audit.record(ACTOR, "scan.finished", "image/" + image, Map.of("fingerprint", fingerprint.value()));
            events.publishEvent(new ScanFinished(image));
        }
    }

    private static Map<String, String> details(Question question, ScanOutcome stated) {
        Map<String, String> details = new TreeMap<>();
        details.put("digest", question.digest().value());
        details.put("platform", question.platform().toString());
        details.put(
                "outcome",
                switch (stated) {
                    case ScanOutcome.Waiting waiting -> "Waiting: " + waiting.status();
                    case ScanOutcome.Scanned scanned ->
                        "Scanned, findings: " + scanned.findings().size();
                    case ScanOutcome.NotScanned notScanned -> "Not scanned. " + notScanned.reason();
                    case ScanOutcome.CannotBeScanned cannot -> "Cannot be scanned. " + cannot.reason();
                    case ScanOutcome.Lapsed lapsed -> "Lapsed. " + lapsed.reason();
                    case ScanOutcome.Unknown unknown -> "Unknown status: " + unknown.status();
                });
        return details;
    }
}
