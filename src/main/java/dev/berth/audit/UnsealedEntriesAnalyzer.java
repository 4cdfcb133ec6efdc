package dev.berth.audit;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do in the place of a stack trace. */
final class UnsealedEntriesAnalyzer extends AbstractFailureAnalyzer<UnsealedEntries> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnsealedEntries cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
    }
}
