package dev.berth;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints what is missing where a stack trace would stand. */
final class ConfigurationMissingAnalyzer extends AbstractFailureAnalyzer<ConfigurationMissing> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ConfigurationMissing cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Set these and start again. To try Berth on one machine without any of it, run its sources: mvn spring-boot:run.",
                cause);
    }
}
