package dev.berth.audit;

import dev.berth.audit.AuditChain.Finding;
import java.util.List;
import java.util.Map;
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

    static AuditPage of(AuditLog log, AuditLog.Filter filter, @Nullable Finding finding) {
        AuditLog.Page page = log.page(filter, SIZE);
        return new AuditPage(
                page.entries(),
                filter.actor(),
                filter.subject(),
                page.older()
                        .map(number -> address(filter)
                                .queryParam("before", number)
                                .encode()
                                .toUriString())
                        .orElse(null),
                filter.before() == Long.MAX_VALUE
                        ? null
                        : address(filter).encode().toUriString(),
                finding);
    }

    public boolean isIntact() {
        return finding instanceof Finding.Intact;
    }

    private static UriComponentsBuilder address(AuditLog.Filter filter) {
        return UriComponentsBuilder.fromPath("/admin/audit")
                .queryParam("actor", "{actor}")
                .queryParam("subject", "{subject}")
                .uriVariables(Map.of("actor", filter.actor(), "subject", filter.subject()));
    }
}
