package dev.berth.journey;

import dev.berth.arrival.StagedImageId;
import dev.berth.identity.Person;
import dev.berth.oci.Digest;
import dev.berth.review.ScannedPlatform;
import dev.berth.scanning.FindingsPage;
import dev.berth.scanning.ScanReports;
import dev.berth.scanning.Severity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

/** Gathers the findings of one platform of an image, page by page. */
@Component
class ImageFindings {

    private static final int PAGE = 50;

    private final ImageStories stories;
    private final ScanReports reports;

    ImageFindings(ImageStories stories, ScanReports reports) {
        this.stories = stories;
        this.reports = reports;
    }

    /**
     * Empty where there is no such image or platform, or none that this person may see.
     *
     * @param after the place behind which the page begins
     */
    Optional<Listing> of(Person reader, StagedImageId image, Digest manifest, @Nullable Severity severity, long after) {
        return stories.summary(reader, image)
                .flatMap(summary -> ScannedPlatform.of(summary.image(), reports.outline(image, 0)).stream()
                        .filter(platform -> platform.digest().equals(manifest.value()))
                        .findFirst()
                        .map(platform -> new Listing(
                                summary,
                                platform,
                                severity,
                                after >= 0,
                                reports.findings(image, manifest, severity, after, PAGE))));
    }

    /**
     * One page of findings.
     *
     * @param severity the only one that is listed, or null
     * @param further whether there are findings before these
     */
    record Listing(
            ImageSummary summary,
            ScannedPlatform platform,
            @Nullable Severity severity,
            boolean further,
            FindingsPage page) {

        /** Of the list of this severity, or of all where it is null. */
        public String address(@Nullable Severity of) {
            return builder(of).build().encode().toUriString();
        }

        public @Nullable String next() {
            Long place = page.next();
            return place == null
                    ? null
                    : builder(severity)
                            .queryParam("after", place)
                            .build()
                            .encode()
                            .toUriString();
        }

        public @Nullable String first() {
            return further ? address(severity) : null;
        }

        public List<Severity> severities() {
            return List.copyOf(platform.severities().keySet());
        }

        private UriComponentsBuilder builder(@Nullable Severity of) {
            UriComponentsBuilder list =
                    UriComponentsBuilder.fromPath("/images/{image}/findings").queryParam("platform", platform.digest());
            return (of == null ? list : list.queryParam("severity", of.value()))
                    .uriVariables(Map.of("image", summary.image().id().toString()));
        }
    }
}
