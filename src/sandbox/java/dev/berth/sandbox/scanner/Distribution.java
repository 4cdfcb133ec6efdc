package dev.berth.sandbox.scanner;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A distribution whose advisories are known, in the releases for which they are. */
enum Distribution {
    DEBIAN("debian", "https://security-tracker.debian.org/tracker/") {
        @Override
        Optional<String> release(Map<String, String> osRelease) {
            String named = CODE_NAMES.get(osRelease.getOrDefault("VERSION_CODENAME", ""));
            return Optional.ofNullable(osRelease.getOrDefault("VERSION_ID", named))
                    .map(text -> text.split("\\.", 2)[0]);
        }

        @Override
        boolean knows(String release) {
            return CODE_NAMES.containsValue(release);
        }
    },
    ALPINE("alpine", "https://security.alpinelinux.org/vuln/") {
        @Override
        Optional<String> release(Map<String, String> osRelease) {
            String[] parts = osRelease.getOrDefault("VERSION_ID", "").split("[._]", -1);
            return parts.length < 2 ? Optional.empty() : Optional.of(parts[0] + "." + parts[1]);
        }

        @Override
        boolean knows(String release) {
            return ALPINE_RELEASES.contains(release);
        }
    };

    private static final Map<String, String> CODE_NAMES =
            Map.of("buster", "10", "bullseye", "11", "bookworm", "12", "trixie", "13");

    private static final Set<String> ALPINE_RELEASES = Set.of(
            "3.11", "3.12", "3.13", "3.14", "3.15", "3.16", "3.17", "3.18", "3.19", "3.20", "3.21", "3.22", "3.23");

    private final String id;
    private final String tracker;

    Distribution(String id, String tracker) {
        this.id = id;
        this.tracker = tracker;
    }

    record Release(Distribution distribution, String release) {}

    /** Nothing where it is another distribution, or a release without advisories. */
    static Optional<Release> of(String osRelease) {
        Map<String, String> values = values(osRelease);
        return Arrays.stream(values())
                .filter(candidate -> candidate.id.equals(values.get("ID")))
                .flatMap(
                        candidate -> candidate
                                .release(values)
                                .filter(candidate::knows)
                                .map(release -> new Release(candidate, release))
                                .stream())
                .findFirst();
    }

    static @Nullable Distribution named(String id) {
        return Arrays.stream(values())
                .filter(candidate -> candidate.id.equals(id))
                .findFirst()
                .orElse(null);
    }

    abstract Optional<String> release(Map<String, String> osRelease);

    abstract boolean knows(String release);

    Comparator<String> versions() {
        return switch (this) {
            case DEBIAN -> DebianVersions.ORDER;
            case ALPINE -> AlpineVersions.ORDER;
        };
    }

    String uri(String vulnerability) {
        return tracker + vulnerability;
    }

    private static Map<String, String> values(String osRelease) {
        Map<String, String> values = new HashMap<>();
        osRelease.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                values.put(line.substring(0, equals), line.substring(equals + 1).replaceAll("^[\"']|[\"']$", ""));
            }
        });
        return values;
    }
}
