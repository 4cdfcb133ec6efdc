package dev.berth;

import dev.berth.support.OutboundProxy;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints how to name a proxy where a stack trace would stand. */
final class UnusableProxyAnalyzer extends AbstractFailureAnalyzer<OutboundProxy.Unusable> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, OutboundProxy.Unusable cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Correct the environment and start again. NO_PROXY names what is called directly.",
                cause);
    }
}
