package dev.berth.aws;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The S3 bucket that keeps the audit trail's anchors.
 *
 * @param bucket with object lock on; none where it is not set
 * @param prefix how every object's key begins
 * @param keepFor how long object lock keeps each anchor from everybody, in compliance mode
 */
@ConfigurationProperties("berth.aws.anchors")
record AnchorBucketSettings(
        @Nullable String bucket,
        @DefaultValue("berth-anchors/") String prefix,
        @DefaultValue("365d") Duration keepFor) {

    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9_.-]+/)*");

    AnchorBucketSettings {
        if (bucket != null && !BUCKET.matcher(bucket).matches()) {
            throw new IllegalArgumentException(
                    "berth.aws.anchors.bucket must be the name of an S3 bucket with object lock, such as example-berth-anchors.");
        }
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "berth.aws.anchors.prefix must be empty or end with a slash, such as berth-anchors/.");
        }
        if (keepFor.toDays() < 1) {
            throw new IllegalArgumentException("berth.aws.anchors.keep-for must be at least a day, such as 365d.");
        }
    }
}
