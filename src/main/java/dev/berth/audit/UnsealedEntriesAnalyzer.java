package dev.berth.audit;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do in the place of a stack trace. */
final class UnsealedEntriesAnalyzer extends AbstractFailureAnalyzer<UnsealedEntries> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnsealedEntries cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "If this is the first start with berth.audit.key and you take those entries as they are, start once with"
                        + " berth.audit.seal-old-entries=true. If there was a key before, somebody has replaced the table:"
                        + " compare it with a backup and with the anchors.",
                cause);
    }
}
