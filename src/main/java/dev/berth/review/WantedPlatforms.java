package dev.berth.review;

import dev.berth.arrival.StagedImage;
import dev.berth.arrival.StagedImage.PlatformManifest;
import dev.berth.guide.WorkflowPlatforms;
import dev.berth.oci.Platform;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What workflows run on. Each is in its usual spelling, and there is at least one. */
record WantedPlatforms(List<Platform> platforms) implements WorkflowPlatforms {

    private static final Pattern FORM = Pattern.compile("(linux|windows)/[a-z0-9]+(/v[0-9]+)?");

    /** What others than Go call them, as containerd reads them too. */
    private static final Map<String, String> OTHER_NAMES =
            Map.of("x86_64", "amd64", "x86-64", "amd64", "aarch64", "arm64", "i386", "386", "i686", "386");

    /** The variant that every machine of the architecture runs: whoever leaves it out means it. */
    private static final Map<String, String> LEAST = Map.of("amd64", "v1", "arm64", "v8", "arm", "v7");

    WantedPlatforms {
        platforms = List.copyOf(platforms);
        if (platforms.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one.");
        }
    }

    static WantedPlatforms of(List<String> texts) {
        return new WantedPlatforms(texts.stream()
                .map(WantedPlatforms::platform)
                .map(WantedPlatforms::usual)
                .distinct()
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .toList());
    }

    private static Platform platform(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("“%s” is none.".formatted(text));
        }
        return Platform.of(text);
    }

    /** A sentence where one is missing: what the image is for, and how to build it. */
    List<String> missingIn(StagedImage image) {
        List<Platform> there = image.platforms().stream()
                .map(PlatformManifest::platform)
                .map(WantedPlatforms::usual)
                .toList();
        List<Platform> missing =
                platforms.stream().filter(platform -> !there.contains(platform)).toList();
        if (missing.isEmpty() || image.unreadable() != null) {
            return List.of();
        }
        return List.of("Workflows run on %s, but this image is for %s. Build it with --platform %s and push it again."
                .formatted(
                        join(missing, " and "),
                        there.stream().allMatch(Platform.UNKNOWN::equals)
                                ? "a platform that it does not name"
                                : image.platforms().stream()
                                        .map(platform -> platform.platform().toString())
                                        .distinct()
                                        .collect(Collectors.joining(" and ")),
                        join(platforms, ",")));
    }

    /** In the version of the policy. */
    String word() {
        return platforms.stream()
                .map(platform -> platform.toString().replace('/', '-'))
                .collect(Collectors.joining("-"));
    }

    private static Platform usual(Platform platform) {
        String written = platform.architecture().toLowerCase(Locale.ROOT);
        String architecture = OTHER_NAMES.getOrDefault(written, written);
        return new Platform(
                platform.os().toLowerCase(Locale.ROOT), architecture, variant(architecture, platform.variant()));
    }

    private static @Nullable String variant(String architecture, @Nullable String variant) {
        String written = variant == null ? "" : variant.toLowerCase(Locale.ROOT);
        return written.isEmpty() || written.equals(LEAST.get(architecture)) ? null : written;
    }

    private static String join(List<Platform> platforms, String with) {
        return platforms.stream().map(Platform::toString).collect(Collectors.joining(with));
    }

    @Override
    public String toString() {
        return join(platforms, ", ");
    }
}
