package dev.berth.sandbox.scanner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.berth.oci.Digest;
import dev.berth.sandbox.registry.StoredImage;
import dev.berth.testing.ImageFixtures;
import dev.berth.testing.TestImage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScansTests {

    private static final TestImage OLD =
            ImageFixtures.anImage().withDebian("11", "zlib1g=1:1.2.11.dfsg-2").build();

    @TempDir
    private Path directory;

    @Test
    void anImageIsScannedWhenItIsPushed() {
        try (ScannerFixture fixture = new ScannerFixture(directory)) {
            fixture.push(OLD);

            Scan scan = finished(fixture, OLD.digest());

            assertThat(scan.status()).isEqualTo("COMPLETE");
            assertThat(scan.shape()).isEqualTo(Scan.Shape.BASIC);
            assertThat(scan.completedAt()).isNotNull();
            assertThat(scan.findings()).extracting(Finding::severity).containsExactly("CRITICAL");
        }
    }

    @Test
    void aScanIsUnderWayAtFirst() {
        try (ScannerFixture fixture = new ScannerFixture(directory)) {
            fixture.scans().use(new ScannerSettings(Duration.ofHours(1), Scan.Shape.BASIC));

            fixture.push(OLD);

            assertThat(fixture.scan(OLD.digest()).status()).isEqualTo("IN_PROGRESS");
            assertThat(fixture.scan(OLD.digest()).completedAt()).isNull();
        }
    }

    @Test
    void aScanUnderWayAtAKillIsTakenUpAtTheNextStart() {
        try (ScannerFixture killed = new ScannerFixture(directory)) {
            killed.scans().use(new ScannerSettings(Duration.ofHours(1), Scan.Shape.BASIC));
            killed.push(OLD);
            killed.scans().use(new ScannerSettings(Duration.ZERO, Scan.Shape.BASIC));
        }

        try (ScannerFixture fixture = new ScannerFixture(directory)) {
            assertThat(finished(fixture, OLD.digest()).status()).isEqualTo("COMPLETE");
        }
    }

    @Test
    void aFinishedScanIsStillKnownAtTheNextStart() {
        Instant completedAt;
        try (ScannerFixture first = new ScannerFixture(directory)) {
            first.push(OLD);
            completedAt = finished(first, OLD.digest()).completedAt();
        }

        try (ScannerFixture second = new ScannerFixture(directory)) {
            assertThat(second.scan(OLD.digest()).completedAt()).isEqualTo(completedAt);
            assertThat(second.scan(OLD.digest()).findings()).hasSize(1);
        }
    }

    @Test
    void anEnhancedScanStaysActive() {
        try (ScannerFixture fixture = new ScannerFixture(directory)) {
            fixture.scans().use(new ScannerSettings(Duration.ZERO, Scan.Shape.ENHANCED));

            fixture.push(OLD);

            Scan scan = finished(fixture, OLD.digest());
            assertThat(scan.status()).isEqualTo("ACTIVE");
            assertThat(scan.shape()).isEqualTo(Scan.Shape.ENHANCED);
        }
    }

    @Test
    void whatCannotBeReadNeverLooksScanned() {
        try (ScannerFixture fixture = new ScannerFixture(directory)) {
            TestImage bare = ImageFixtures.aBareImage();

            fixture.push(bare);

            Scan scan = finished(fixture, bare.digest());
            assertThat(scan.status()).isEqualTo("UNSUPPORTED_IMAGE");
            assertThat(scan.completedAt()).isNull();
        }
    }

    @Test
    void invariant2_aScanThatStumblesHasFailedAndEnds() {
        try (ScannerFixture fixture = new ScannerFixture(directory);
                Scans stumbling = new Scans(
                        fixture.store(),
                        image -> {
                            throw new StringIndexOutOfBoundsException("begin 2, end 1");
                        },
                        directory.resolve("stumbling"),
                        InstantSource.system())) {
            stumbling.use(new ScannerSettings(Duration.ZERO, Scan.Shape.BASIC));

            stumbling.start(fixture.push(OLD));

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(stumbling.of(ScannerFixture.REPOSITORY, OLD.digest()))
                            .hasValueSatisfying(
                                    scan -> assertThat(scan.status()).isEqualTo(Scan.FAILED)));
        }
    }

    @Test
    void anIndexAndAnArtifactAreNotScanned() {
        try (ScannerFixture fixture = new ScannerFixture(directory)) {
            TestImage index = ImageFixtures.anIndexOf(OLD);
            StoredImage pushed = fixture.push(index);
            StoredImage artifact =
                    fixture.push(ImageFixtures.anArtifactAbout(OLD, "application/vnd.example.note", "a note"));

            assertThat(fixture.scans().of(ScannerFixture.REPOSITORY, index.digest()))
                    .isEmpty();
            assertThat(fixture.scans().of(ScannerFixture.REPOSITORY, artifact.digest()))
                    .isEmpty();
            assertThatThrownBy(() -> fixture.scans().start(pushed))
                    .isInstanceOf(ScanRefusal.UnsupportedImageType.class);
            assertThat(finished(fixture, OLD.digest()).status()).isEqualTo("COMPLETE");
        }
    }

    @Test
    void aRepositoryWithoutScanOnPushIsScannedOnRequestOnceADay() {
        try (ScannerFixture fixture = new ScannerFixture(directory)) {
            fixture.store().update(ScannerFixture.REPOSITORY, now -> now.withScanOnPush(false));
            StoredImage image = fixture.push(OLD);
            assertThat(fixture.scans().of(ScannerFixture.REPOSITORY, OLD.digest()))
                    .isEmpty();

            fixture.scans().start(image);

            assertThat(finished(fixture, OLD.digest()).status()).isEqualTo("COMPLETE");
            assertThatThrownBy(() -> fixture.scans().start(image)).isInstanceOf(ScanRefusal.LimitExceeded.class);
        }
    }

    @Test
    void anImagePushedAgainAfterItsDeletionIsScannedAgain() {
        try (ScannerFixture fixture = new ScannerFixture(directory)) {
            fixture.push(OLD);
            Instant first = finished(fixture, OLD.digest()).completedAt();
            fixture.store().remove(ScannerFixture.REPOSITORY, OLD.digest());
            assertThat(fixture.scans().of(ScannerFixture.REPOSITORY, OLD.digest()))
                    .isEmpty();

            fixture.push(OLD);

            assertThat(finished(fixture, OLD.digest()).completedAt()).isAfterOrEqualTo(first);
        }
    }

    @Test
    void aTestMaySayAnythingOfADigestAndTakeItBack() {
        try (ScannerFixture fixture = new ScannerFixture(directory)) {
            fixture.push(OLD);
            finished(fixture, OLD.digest());

            fixture.scans().override(OLD.digest(), new ScanOverride("SOMETHING_NEW", "new", null, List.of()));
            assertThat(fixture.scan(OLD.digest()).status()).isEqualTo("SOMETHING_NEW");
            fixture.scans().override(OLD.digest(), new ScanOverride(ScanOverride.NOT_FOUND, null, null, List.of()));
            assertThat(fixture.scans().of(ScannerFixture.REPOSITORY, OLD.digest()))
                    .isEmpty();
            fixture.scans().dropOverride(OLD.digest());
            assertThat(fixture.scan(OLD.digest()).status()).isEqualTo("COMPLETE");
        }
    }

    private static Scan finished(ScannerFixture fixture, Digest digest) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !fixture.scan(digest).status().equals(Scan.IN_PROGRESS));
        return fixture.scan(digest);
    }
}
