package dev.berth.sandbox.scanner;

import org.jspecify.annotations.Nullable;

/**
 * A known vulnerability in an installed package.
 *
 * @param name the vulnerability's identifier, such as {@code CVE-2022-37434}
 * @param severity ECR's word, or whatever a test sets
 * @param score CVSS base score, where known
 */
public record Finding(
        String name,
        String severity,
        String packageName,
        String packageVersion,
        @Nullable String fixedInVersion,
        @Nullable Double score,
        @Nullable String description,
        @Nullable String uri) {}
