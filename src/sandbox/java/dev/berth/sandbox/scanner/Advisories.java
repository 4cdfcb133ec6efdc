package dev.berth.sandbox.scanner;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The bundled list of advisories, in {@code sandbox/advisories.json}: public facts of Debian, Alpine and the NVD. */
final class Advisories {

    /**
     * One vulnerability in one source package.
     *
     * @param binaries packages built from it, for databases that do not tell the source
     * @param introduced by which version, where earlier ones are not affected
     * @param fixed by which version, by release; a release that is not there was never affected
     */
    private record Advisory(
            String id,
            String severity,
            double score,
            String distribution,
            @JsonProperty("package") String source,
            @Nullable List<String> binaries,
            @Nullable String introduced,
            Map<String, String> fixed,
            String summary) {

        boolean isAbout(InstalledPackage installed) {
            return source.equals(installed.source()) || (binaries != null && binaries.contains(installed.name()));
        }
    }

    private static final List<String> WORST_FIRST = List.of("CRITICAL", "HIGH", "MEDIUM", "LOW");

    private final List<Advisory> advisories;

    private Advisories(List<Advisory> advisories) {
        this.advisories = advisories;
    }

    static Advisories bundled() {
        try (InputStream in = Advisories.class.getResourceAsStream("/sandbox/advisories.json")) {
            return new Advisories(List.of(JsonMapper.shared().readValue(in, Advisory[].class)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A finding for each vulnerability and source package, worst first. */
    List<Finding> findings(Distribution.Release release, List<InstalledPackage> packages) {
        Map<String, Finding> findings = new LinkedHashMap<>();
        for (Advisory advisory : advisories) {
            String fixed = advisory.fixed().get(release.release());
            if (fixed == null || Distribution.named(advisory.distribution()) != release.distribution()) {
                continue;
            }
            for (InstalledPackage installed : packages) {
                if (advisory.isAbout(installed) && affects(advisory, fixed, installed, release)) {
                    findings.putIfAbsent(
                            advisory.id() + " " + installed.source(), finding(advisory, fixed, installed, release));
                }
            }
        }
        return findings.values().stream()
                .sorted(Comparator.comparingInt((Finding finding) -> WORST_FIRST.indexOf(finding.severity()))
                        .thenComparing(Finding::name))
                .toList();
    }

    private static boolean affects(
            Advisory advisory, String fixed, InstalledPackage installed, Distribution.Release release) {
        Comparator<String> versions = release.distribution().versions();
        String introduced = advisory.introduced();
        return versions.compare(installed.version(), fixed) < 0
                && (introduced == null || versions.compare(installed.version(), introduced) >= 0);
    }

    private static Finding finding(
            Advisory advisory, String fixed, InstalledPackage installed, Distribution.Release release) {
        return new Finding(
                advisory.id(),
                advisory.severity(),
                installed.source(),
                installed.version(),
                fixed,
                advisory.score(),
                advisory.summary(),
                release.distribution().uri(advisory.id()));
    }
}
