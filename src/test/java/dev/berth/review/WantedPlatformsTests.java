package dev.berth.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.arrival.StagedImage;
import dev.berth.arrival.StagedImage.PlatformManifest;
import dev.berth.arrival.StagedImageId;
import dev.berth.oci.Digest;
import dev.berth.oci.MediaType;
import dev.berth.oci.Platform;
import dev.berth.workspace.WorkspaceId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WantedPlatformsTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            linux/amd64                | linux/amd64
            linux/amd64                | linux/amd64/v1
            linux/amd64                | Linux/AMD64
            linux/amd64                | linux/x86_64
            linux/amd64                | linux/arm64 linux/amd64
            linux/amd64                | linux/amd64/v3 linux/amd64
            linux/amd64                | unknown/unknown linux/amd64
            linux/arm64                | linux/arm64/v8
            linux/arm64/v8             | linux/aarch64
            linux/amd64/v3             | linux/amd64/v3
            linux/amd64,linux/arm64    | linux/arm64 linux/amd64
            """)
    void isThere(String wanted, String image) {
        assertThat(missing(wanted, image)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            linux/amd64             | linux/arm64                | linux/amd64, but this image is for linux/arm64. Build it with --platform linux/amd64 and
            linux/amd64             | linux/arm64 linux/arm/v7   | linux/amd64, but this image is for linux/arm64 and linux/arm/v7. Build it with --platform linux/amd64 and
            linux/amd64             | linux/386                  | linux/amd64, but this image is for linux/386. Build
            linux/amd64             | windows/amd64              | linux/amd64, but this image is for windows/amd64. Build
            linux/amd64             | linux/amd64/v3             | linux/amd64, but this image is for linux/amd64/v3. Build
            linux/amd64             | unknown/unknown            | linux/amd64, but this image is for a platform that it does not name. Build it with --platform linux/amd64 and
            linux/amd64,linux/arm64 | linux/amd64                | linux/arm64, but this image is for linux/amd64. Build it with --platform linux/amd64,linux/arm64 and
            """)
    void isMissingAndTheSentenceSaysHowToBuildIt(String wanted, String image, String words) {
        assertThat(missing(wanted, image)).singleElement().asString().contains("Workflows run on " + words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "amd64", "linux", "linux/amd64/", "linux / amd64", "linux/amd64/generic", "plan9/amd64"})
    void aSettingThatIsNoPlatformIsRefusedWithASentence(String platform) {
        assertThatThrownBy(() -> new PolicySettings(List.of("linux/amd64", platform)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Set berth.policy.platforms to the platforms that workflows run on, such as linux/amd64 or "
                        + "linux/amd64,linux/arm64: “" + platform + "” is none.");
    }

    @Test
    void aSettingWithoutAnyPlatformIsRefused() {
        assertThatThrownBy(() -> new PolicySettings(List.of())).hasMessageEndingWith("there must be at least one.");
    }

    private static List<String> missing(String wanted, String image) {
        return WantedPlatforms.of(List.of(wanted.split(","))).missingIn(image(image.split(" ")));
    }

    private static StagedImage image(String... platforms) {
        return new StagedImage(
                StagedImageId.random(),
                WorkspaceId.random(),
                digest("image"),
                MediaType.OCI_INDEX,
                1,
                Stream.of(platforms)
                        .map(platform -> new PlatformManifest(digest(platform), Platform.of(platform)))
                        .toList(),
                null,
                Instant.EPOCH);
    }

    private static Digest digest(String content) {
        return Digest.ofContent(content.getBytes(StandardCharsets.UTF_8));
    }
}
