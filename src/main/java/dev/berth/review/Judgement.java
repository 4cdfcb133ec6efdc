package dev.berth.review;

import dev.berth.arrival.StagedImageId;
import dev.berth.oci.Digest;
import dev.berth.scanning.FindingsFingerprint;
import java.time.Instant;

/**
 * A verdict with what it stands on: it says nothing of another digest, of other findings, or under another policy.
 *
 * @param number counts an image's judgements from 1
 */
public record Judgement(
        StagedImageId image,
        int number,
        Digest digest,
        FindingsFingerprint fingerprint,
        PolicyVersion policy,
        Verdict verdict,
        Instant judgedAt) {

    boolean standsOn(FindingsFingerprint findings, PolicyVersion rules) {
        return fingerprint.equals(findings) && policy.equals(rules);
    }
}
