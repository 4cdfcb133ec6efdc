package dev.berth.sandbox;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints the refusal's sentences where a stack trace would stand. */
final class SandboxRefusalAnalyzer extends AbstractFailureAnalyzer<SandboxRefusal> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SandboxRefusal cause) {
        return new FailureAnalysis(cause.getMessage(), cause.remedy(), cause);
    }
}
