package dev.berth.audit;

import dev.berth.audit.AuditChain.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * All that the audit page shows.
 *
 * @param older the address of the entries before these, or null
 * @param newest the address of the newest ones, or null where these are they
 * @param finding what the check of the chain found, or null where it was not asked for
 */
record AuditPage(
        List<AuditEntry> entries,
        String actor,
        String subject,
        @Nullable String older,
        @Nullable String newest,
        @Nullable Finding finding) {

    static final int SIZE = 50;

    static AuditPage of(AuditLog log, String actor, String subject, long before, @Nullable Finding finding) {
        AuditLog.Page page = log.page(new AuditLog.Filter(actor.strip(), subject.strip(), before), SIZE);
        return new AuditPage(
                page.entries(),
                actor.strip(),
                subject.strip(),
                page.older()
                        .map(number -> address(actor, subject)
                                .queryParam("before", number)
                                .encode()
                                .toUriString())
                        .orElse(null),
                before == Long.MAX_VALUE
                        ? null
                        : address(actor, subject).encode().toUriString(),
                finding);
    }

    public boolean isIntact() {
        return finding instanceof Finding.Intact;
    }

    private static UriComponentsBuilder address(String actor, String subject) {
        return UriComponentsBuilder.fromPath("/admin/audit")
                .queryParam("actor", "{actor}")
                .queryParam("subject", "{subject}")
                .uriVariables(java.util.Map.of("actor", actor.strip(), "subject", subject.strip()));
    }
}
