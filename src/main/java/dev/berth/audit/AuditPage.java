package dev.berth.audit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * All that the audit page shows.
 *
 * @param older the address of the entries before these, or null
 * @param newest the address of the newest ones, or null where these are they
 * @param finding what the check since the last anchor found, or null where it was not asked for
 * @param check the whole check that is running, or the last one, or null
 * @param unsignedAnchor the last entry of which the database holds an anchor that Berth did not sign, or null
 * @param anchoredOutside whether anchors are kept outside the database, other than in the log
 */
record AuditPage(
        List<AuditEntry> entries,
        String actor,
        String subject,
        @Nullable String older,
        @Nullable String newest,
        @Nullable Finding finding,
        @Nullable WholeCheck check,
        @Nullable Long unsignedAnchor,
        boolean anchoredOutside) {

    static final int SIZE = 50;

    static AuditPage of(
            AuditLog.Filter filter,
            AuditLog.Page page,
            @Nullable Finding finding,
            @Nullable WholeCheck check,
            @Nullable Long unsignedAnchor,
            boolean anchoredOutside) {
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
                finding,
                check,
                unsignedAnchor,
                anchoredOutside);
    }

    private static UriComponentsBuilder address(AuditLog.Filter filter) {
        return UriComponentsBuilder.fromPath("/admin/audit")
                .queryParam("actor", "{actor}")
                .queryParam("subject", "{subject}")
                .uriVariables(Map.of("actor", filter.actor(), "subject", filter.subject()));
    }
}
