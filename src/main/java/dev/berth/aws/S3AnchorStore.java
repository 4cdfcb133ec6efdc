package dev.berth.aws;

import dev.berth.audit.Anchor;
import dev.berth.audit.AnchorStore;
import dev.berth.audit.AnchorsUnavailable;
import dev.berth.audit.Signature;
import dev.berth.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/**
 * Anchors as objects that object lock keeps. Their keys say all that they say, so that one list reads a thousand; and versions
 * are listed, since deleting an object that is locked only puts a marker over it.
 */
@Component
@ConditionalOnProperty("berth.aws.anchors.bucket")
class S3AnchorStore implements AnchorStore {

    private static final Logger LOG = LoggerFactory.getLogger(S3AnchorStore.class);

    /** Number and microseconds have at most 18 digits that count: more than there will be, and no overflow. */
    private static final Pattern KEY =
            Pattern.compile("00(\\d{18})-([0-9a-f]{64})-(\\d{1,18})-([0-9a-f]{8})-([0-9a-f]{64})\\.json");

    /** S3's own limit. */
    private static final int MOST_KEYS = 1_000;

    private final S3Client s3;
    private final AnchorBucketSettings settings;

    S3AnchorStore(@Lazy S3Client s3, AnchorBucketSettings settings) {
        this.s3 = s3;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "s3://" + settings.bucket() + "/" + settings.prefix();
    }

    @Override
    public void keep(Anchor anchor) {
        byte[] text = anchor.text().getBytes(StandardCharsets.UTF_8);
        asking(() -> s3.putObject(
                request -> request.bucket(settings.bucket())
                        .key(key(anchor))
                        .contentType("application/json")
                        .checksumSHA256(Base64.getEncoder()
                                .encodeToString(Digest.sha256().digest(text)))
                        .objectLockMode(ObjectLockMode.COMPLIANCE)
                        .objectLockRetainUntilDate(anchor.at().plus(settings.keepFor())),
                RequestBody.fromBytes(text)));
    }

    @Override
    public List<Anchor> after(long number, int atMost) {
        Set<Anchor> found = new LinkedHashSet<>();
        // After every key of this number: in ASCII, nothing in a key comes behind a tilde.
        String keyMarker = settings.prefix() + "%020d~".formatted(number);
        String versionMarker = null;
        boolean more = true;
        while (more && found.size() < atMost) {
            ListObjectVersionsResponse page = list(keyMarker, versionMarker, atMost);
            found.addAll(anchors(page));
            keyMarker = page.nextKeyMarker();
            versionMarker = page.nextVersionIdMarker();
            more = Boolean.TRUE.equals(page.isTruncated());
        }
        return found.stream().limit(atMost).toList();
    }

    private List<Anchor> anchors(ListObjectVersionsResponse page) {
        List<Anchor> anchors = new ArrayList<>();
        List<String> strays = new ArrayList<>();
        for (ObjectVersion version : page.versions()) {
            anchor(version.key()).ifPresentOrElse(anchors::add, () -> strays.add(version.key()));
        }
        if (!strays.isEmpty()) {
            LOG.warn("{} objects in {} are no anchors, such as {}", strays.size(), name(), strays.getFirst());
        }
        return anchors;
    }

    private ListObjectVersionsResponse list(String keyMarker, @Nullable String versionMarker, int atMost) {
        return asking(() -> s3.listObjectVersions(request -> request.bucket(settings.bucket())
                .prefix(settings.prefix())
                .keyMarker(keyMarker)
                .versionIdMarker(versionMarker)
                .maxKeys(Math.min(atMost, MOST_KEYS))));
    }

    private <T> T asking(Supplier<T> call) {
        try {
            return call.get();
        } catch (AwsServiceException refusal) {
            throw new AnchorsUnavailable(AwsFailures.sentence("The bucket " + settings.bucket(), refusal), refusal);
        } catch (SdkException unreachable) {
            throw new AnchorsUnavailable(
                    "The bucket %s could not be reached.".formatted(settings.bucket()), unreachable);
        }
    }

    private String key(Anchor anchor) {
        return settings.prefix()
                + "%020d-%s-%d-%s-%s.json"
                        .formatted(
                                anchor.number(),
                                anchor.hash(),
                                ChronoUnit.MICROS.between(Instant.EPOCH, anchor.at()),
                                anchor.signature().keyId(),
                                anchor.signature().value());
    }

    private Optional<Anchor> anchor(String key) {
        Matcher parts = KEY.matcher(key.substring(settings.prefix().length()));
        return parts.matches()
                ? Optional.of(new Anchor(
                        Long.parseLong(parts.group(1)),
                        parts.group(2),
                        Instant.EPOCH.plus(Long.parseLong(parts.group(3)), ChronoUnit.MICROS),
                        new Signature(parts.group(4), parts.group(5))))
                : Optional.empty();
    }
}
