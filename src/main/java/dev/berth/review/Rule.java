package dev.berth.review;

import dev.berth.arrival.StagedImage;
import dev.berth.scanning.ScanReport;
import java.util.List;

/**
 * One thing that the policy asks of an image.
 *
 * @param name what it is called on pages and in the audit trail
 * @param breach what becomes of an image that breaks it
 * @param kept the sentence where nothing speaks against the image
 * @param check gives a sentence for each thing that speaks against the image
 */
record Rule(String name, Breach breach, String kept, Check check) {

    enum Breach {
        REFUSES,
        NEEDS_REVIEW
    }

    @FunctionalInterface
    interface Check {
        List<String> objections(StagedImage image, ScanReport report);
    }

    List<Reason> broken(StagedImage image, ScanReport report) {
        return check.objections(image, report).stream()
                .map(sentence -> new Reason(name, sentence))
                .toList();
    }

    Reason satisfied() {
        return new Reason(name, kept);
    }
}
