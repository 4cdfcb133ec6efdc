package dev.berth.journey;

import dev.berth.arrival.StagedImageId;
import dev.berth.identity.Person;
import dev.berth.identity.SignedIn;
import dev.berth.oci.Digest;
import dev.berth.scanning.Severity;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

@Controller
class ImageController {

    private final ImageStories stories;
    private final ImageFindings findings;

    ImageController(ImageStories stories, ImageFindings findings) {
        this.stories = stories;
        this.findings = findings;
    }

    @GetMapping("/images/{image}")
    String show(@SignedIn Person reader, @PathVariable StagedImageId image, Model model) {
        model.addAttribute(
                "story",
                stories.find(reader, image).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND)));
        return "journey/show";
    }

    /** @param platform the digest of its manifest */
    @GetMapping("/images/{image}/findings")
    String findings(
            @SignedIn Person reader,
            @PathVariable StagedImageId image,
            @RequestParam Digest platform,
            @RequestParam(required = false) @Nullable Severity severity,
            @RequestParam(defaultValue = "-1") long after,
            Model model) {
        model.addAttribute(
                "listing",
                findings.of(reader, image, platform, severity, after)
                        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND)));
        return "journey/findings";
    }
}
