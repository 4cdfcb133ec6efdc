package dev.berth.arrival;

import dev.berth.arrival.ReadContent.Found;
import dev.berth.arrival.StagedImage.PlatformManifest;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Names apart what an index holds twice for one platform: by the first thing in which all of them differ. */
final class Distinction {

    private static final List<Function<Found, String>> DIFFERENCES = List.of(
            found -> Compression.of(found.image()).toString(),
            found -> found.detail() == null ? "" : found.detail(),
            found -> found.digest().shortened());

    private Distinction() {}

    static List<PlatformManifest> of(Collection<Found> found) {
        var alike = found.stream().collect(Collectors.groupingBy(Found::platform));
        return found.stream()
                .map(one -> new PlatformManifest(
                        one.digest(),
                        one.platform(),
                        of(one, alike.getOrDefault(one.platform(), List.of())),
                        Compression.of(one.image()) == Compression.ZSTD))
                .toList();
    }

    private static @Nullable String of(Found one, List<Found> alike) {
        if (alike.size() < 2) {
            return null;
        }
        return DIFFERENCES.stream()
                .filter(difference -> tellApart(difference, alike))
                .findFirst()
                .map(difference -> difference.apply(one))
                .filter(name -> !name.isEmpty())
                .orElse(one.digest().shortened());
    }

    private static boolean tellApart(Function<Found, String> difference, List<Found> alike) {
        return new HashSet<>(alike.stream().map(difference).toList()).size() == alike.size();
    }
}
