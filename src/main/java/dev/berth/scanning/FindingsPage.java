package dev.berth.scanning;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some findings of one platform manifest, the worst first.
 *
 * @param next the place that the next ones stand behind; null where these are the last
 */
public record FindingsPage(List<Finding> findings, @Nullable Long next) {

    public FindingsPage {
        findings = List.copyOf(findings);
    }
}
