package dev.berth.scanning;

import dev.berth.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a decision was made on, in 64 hexadecimal digits: every platform's outcome, and the vulnerability, severity and package of
 * each finding. Descriptions, scores and times are not in it, since scanners touch them without anything having changed; but of a
 * finding that nobody rated, whether it may be critical is.
 */
public record FindingsFingerprint(String value) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    private static final JsonMapper JSON = JsonMapper.shared();

    public FindingsFingerprint {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("A findings fingerprint has 64 lower-case hexadecimal digits");
        }
    }

    public static FindingsFingerprint of(String text) {
        return new FindingsFingerprint(text);
    }

    public static FindingsFingerprint of(List<PlatformScan> platforms) {
        return new FindingsFingerprint(digest(platforms.stream()
                .sorted(Comparator.comparing(platform -> platform.digest().value()))
                .map(platform -> List.of(platform.digest().value(), canonical(platform.outcome())))
                .toList()));
    }

    /** The same for one outcome. */
    static FindingsFingerprint of(ScanOutcome outcome) {
        return new FindingsFingerprint(digest(canonical(outcome)));
    }

    /** JSON of lists: no two different outcomes have the same text. */
    private static List<Object> canonical(ScanOutcome outcome) {
        List<Object> canonical = new ArrayList<>();
        switch (outcome) {
            case ScanOutcome.Waiting waiting -> canonical.add("waiting");
            case ScanOutcome.Scanned scanned -> {
                canonical.add("scanned");
                // Texts, which a hash table puts in order where they collide: the pusher chose the packages' names.
                Set<String> seen = new HashSet<>();
                scanned.findings().stream()
                        .map(FindingsFingerprint::canonical)
                        .filter(finding -> seen.add(JSON.writeValueAsString(finding)))
                        .forEach(canonical::add);
            }
            case ScanOutcome.NotScanned notScanned -> canonical.add("not scanned");
            case ScanOutcome.CannotBeScanned cannot -> canonical.add("cannot be scanned");
            case ScanOutcome.Lapsed lapsed -> canonical.add("lapsed");
            case ScanOutcome.Unknown unknown -> {
                canonical.add("unknown");
                canonical.add(unknown.status());
            }
        }
        return canonical;
    }

    private static List<Object> canonical(Finding finding) {
        List<Object> canonical = new ArrayList<>(List.of(
                finding.vulnerability(), finding.severity().value(), finding.packageName(), finding.packageVersion()));
        if (finding.mayBeCritical()) {
            canonical.add("may be critical");
        }
        return canonical;
    }

    private static String digest(List<?> canonical) {
        return Digest.ofContent(JSON.writeValueAsString(canonical).getBytes(StandardCharsets.UTF_8))
                .hex();
    }

    @Override
    public String toString() {
        return value;
    }
}
