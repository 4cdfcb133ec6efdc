package dev.berth.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.audit.Anchor;
import dev.berth.audit.AnchorsUnavailable;
import dev.berth.audit.Signature;
import dev.berth.testing.SandboxTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.S3Exception;

@SandboxTest
@ExtendWith(OutputCaptureExtension.class)
class S3AnchorStoreTests {

    @Autowired
    S3Client s3;

    @Autowired
    AwsSettings settings;

    private final String prefix = "of-a-test/" + UUID.randomUUID() + "/";

    @Test
    void anchorsAreKeptAndReadInTheOrderOfTheirEntriesAHandfulAtATime() {
        S3AnchorStore store = store("berth-anchors");
        List.of(12L, 3L, 100L, 3L, 7L).forEach(number -> store.keep(anchor(number)));

        assertThat(store.after(0, 1_000)).containsExactly(anchor(3), anchor(7), anchor(12), anchor(100));
        assertThat(store.after(3, 1_000)).containsExactly(anchor(7), anchor(12), anchor(100));
        assertThat(store.after(0, 3)).containsExactly(anchor(3), anchor(7), anchor(12));
        assertThat(store.after(100, 1_000)).isEmpty();
        assertThat(store.name()).isEqualTo("s3://berth-anchors/" + prefix);
    }

    @Test
    void whatIsNoAnchorIsPassedOverAndTheLogSaysSo(CapturedOutput output) {
        S3AnchorStore store = store("berth-anchors");
        String hash = "c".repeat(64);
        store.keep(anchor(1));
        store.keep(anchor(3));
        List<String> strays = List.of(
                "00000000000000000002-not-an-anchor.json",
                "99999999999999999999-%1$s-1-cafe0123-%1$s.json".formatted(hash),
                "09223372036854775808-%1$s-1-cafe0123-%1$s.json".formatted(hash),
                "00000000000000000002-%1$s-9223372036854775808-cafe0123-%1$s.json".formatted(hash),
                "00000000000000000002-%1$s-%2$s-cafe0123-%1$s.json".formatted(hash, "9".repeat(400)),
                "00000000000000000002-%1$s--1-cafe0123-%1$s.json".formatted(hash),
                "readme.txt");
        strays.forEach(this::put);

        assertThat(store.after(0, 10)).containsExactly(anchor(1), anchor(3));
        assertThat(output).contains(strays.size() + " objects in s3://berth-anchors/" + prefix + " are no anchors");
    }

    @Test
    void aBucketThatRefusesIsNamed() {
        assertThatThrownBy(() -> store("nobodys-bucket").keep(anchor(1)))
                .isInstanceOf(AnchorsUnavailable.class)
                .hasMessage("The bucket nobodys-bucket refused: NoSuchBucket (HTTP 404).");
        assertThatThrownBy(() -> store("nobodys-bucket").after(0, 1))
                .isInstanceOf(AnchorsUnavailable.class)
                .hasMessageContaining("NoSuchBucket");
    }

    @Test
    void theSandboxRefusesASignatureOfAnotherKeyAndALockWithoutAChecksum() {
        try (S3Client stranger = S3Client.builder()
                .region(Region.of(settings.region()))
                .endpointOverride(settings.endpoint())
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(String.valueOf(settings.accessKeyId()), "another secret")))
                .httpClientBuilder(Apache5HttpClient.builder())
                .build()) {
            assertThatThrownBy(() -> stranger.listObjectVersions(request -> request.bucket("berth-anchors")))
                    .isInstanceOfSatisfying(
                            S3Exception.class,
                            refusal -> assertThat(refusal.awsErrorDetails().errorCode())
                                    .isEqualTo("SignatureDoesNotMatch"));
        }
        assertThatThrownBy(() ->
                        s3.getObject(request -> request.bucket("berth-anchors").key(prefix + "one.json")))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        refusal -> assertThat(refusal.awsErrorDetails().errorCode())
                                .isEqualTo("AccessDenied"));
        assertThatThrownBy(() -> s3.putObject(
                        request -> request.bucket("berth-anchors")
                                .key(prefix + "one.json")
                                .checksumSHA256("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
                                .objectLockMode(ObjectLockMode.COMPLIANCE)
                                .objectLockRetainUntilDate(Instant.now().plus(Duration.ofDays(1))),
                        RequestBody.fromString("{}")))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        refusal -> assertThat(refusal.awsErrorDetails().errorCode())
                                .isEqualTo("BadDigest"));
    }

    private void put(String name) {
        s3.putObject(request -> request.bucket("berth-anchors").key(prefix + name), RequestBody.fromString("{}"));
    }

    private S3AnchorStore store(String bucket) {
        return new S3AnchorStore(s3, new AnchorBucketSettings(bucket, prefix, Duration.ofDays(365)));
    }

    private static Anchor anchor(long number) {
        return new Anchor(
                number,
                "%064x".formatted(number),
                Instant.parse("2026-11-25T10:00:00.000001Z"),
                new Signature("cafe0123", "b".repeat(64)));
    }
}
