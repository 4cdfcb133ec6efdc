package dev.berth.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Gathers what the audit pages show. */
@Component
class AuditPages {

    private final AuditLog log;
    private final AuditChain chain;
    private final Anchors anchors;
    private final WholeChecks checks;
    private final boolean anchoredOutside;

    AuditPages(AuditLog log, AuditChain chain, Anchors anchors, WholeChecks checks, List<AnchorStore> outside) {
        this.log = log;
        this.chain = chain;
        this.anchors = anchors;
        this.checks = checks;
        this.anchoredOutside = !outside.isEmpty();
    }

    AuditPage page(AuditLog.Filter filter) {
        return page(filter, null);
    }

    /** The newest entries, and what the check since the last anchor found. */
    AuditPage checked() {
        return page(AuditLog.Filter.EVERYTHING, chain.check());
    }

    @Nullable
    WholeCheck wholeCheck() {
        return checks.latest().orElse(null);
    }

    private AuditPage page(AuditLog.Filter filter, @Nullable Finding finding) {
        return AuditPage.of(
                filter,
                log.page(filter, AuditPage.SIZE),
                finding,
                wholeCheck(),
                anchors.newest().unsigned().orElse(null),
                anchoredOutside);
    }
}
