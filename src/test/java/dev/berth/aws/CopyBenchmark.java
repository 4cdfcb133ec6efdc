package dev.berth.aws;

import static dev.berth.testing.ImageFixtures.anImage;
import static dev.berth.testing.ImageFixtures.anIndexOf;

import dev.berth.benchmark.Ratios;
import dev.berth.oci.CopyLimits;
import dev.berth.oci.CopyReport;
import dev.berth.oci.ImageCopier;
import dev.berth.oci.Registry;
import dev.berth.oci.RegistryClient;
import dev.berth.oci.RegistryCredentials;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.ScannedImage;
import dev.berth.oci.Tag;
import dev.berth.sandbox.cloud.SandboxCloud;
import dev.berth.sandbox.registry.RegistryFaults;
import dev.berth.testing.ImageFixtures;
import dev.berth.testing.Layer;
import dev.berth.testing.Needs;
import dev.berth.testing.RegistryPusher;
import dev.berth.testing.Skopeo;
import dev.berth.testing.Tap;
import dev.berth.testing.TestImage;
import dev.berth.testing.Tool;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecr.EcrClient;

/**
 * A promotion's copy beside Skopeo's, in turns, within one registry that mounts blobs, and within one that
 * declines to, so that they are streamed, with each request as it is on this machine and with 20 ms on top. Berth's JVM is warm, as a
 * portal's is; Skopeo is a process of its own, as it always is, and has seen the image before. Both tag what they copied.
 */
@Needs(Tool.SKOPEO)
class CopyBenchmark {

    private static final int RUNS = 5;
    private static final double NO_GOAL = Double.MAX_VALUE;
    private static final RepositoryName FROM = RepositoryName.of("nextflow-staging/alice");
    private static final Tag TAG = Tag.of("v1");

    private record Work(String name, TestImage image, List<TestImage> platforms, boolean streamed, double goal) {}

    private record Cost(double milliseconds, int requests) {}

    @TempDir
    private Path folder;

    private SandboxCloud cloud;
    private Tap line;
    private EcrClient ecr;
    private RegistryPusher pusher;
    private String password;
    private String[] login;
    private int copies;

    @BeforeEach
    void start() {
        cloud = SandboxCloud.in(folder);
        line = Tap.before(cloud.port());
        ecr = EcrClient.builder()
                .region(Region.US_EAST_1)
                .endpointOverride(URI.create("http://localhost:" + line.port()))
                .credentialsProvider(StaticCredentialsProvider.create(cloud.portal()))
                .httpClient(Apache5HttpClient.create())
                .build();
        password = password(ecr);
        try (EcrClient researcher = cloud.ecr(cloud.session("alice", ""))) {
            pusher = RegistryPusher.to(cloud.endpoint()).as("AWS", password(researcher));
        }
        login = Skopeo.login(folder.resolve("auth.json"), "localhost:" + line.port(), password);
        ecr.createRepository(request -> request.repositoryName(FROM.value()));
    }

    @AfterEach
    void stop() {
        ecr.close();
        line.close();
        cloud.close();
    }

    @Test
    void berthBesideSkopeo() {
        Ratios times = new Ratios("Copy, median of " + RUNS, "skopeo", "berth", "ms");
        Ratios requests = new Ratios("Requests of such a copy", "skopeo", "berth", "");
        TestImage index = anIndexOf(
                platform("linux/amd64", 3, 256 << 10, 1),
                platform("linux/arm64/v8", 3, 256 << 10, 11),
                platform("linux/s390x", 3, 256 << 10, 21));
        for (Work work : List.of(
                one("mount, 3 layers", 3, 1 << 20, false, 0.8),
                one("mount, 60 layers", 60, 64 << 10, false, 0.5),
                new Work("mount, 3 platforms", index, index.children(), false, NO_GOAL),
                one("stream, 3 layers of 32 MiB", 3, 32 << 20, true, 1.0),
                one("stream, 60 layers of 1 MiB", 60, 1 << 20, true, 1.0))) {
            pusher.push(FROM, TAG, work.image());
            for (Duration longer : List.of(Duration.ZERO, Duration.ofMillis(20))) {
                line.slowedBy(longer);
                compare(work, longer, times, requests);
            }
            line.slowedBy(Duration.ZERO);
        }
        times.print();
        requests.print();
    }

    private void compare(Work work, Duration longer, Ratios times, Ratios requests) {
        cloud.bean(RegistryFaults.class).use(new RegistryFaults.Settings(work.streamed(), Map.of(), Map.of()));
        for (int warm = 0; warm < 3; warm++) {
            skopeo(work);
            berth(work);
        }
        List<Cost> skopeos = new ArrayList<>();
        List<Cost> berths = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            skopeos.add(skopeo(work));
            berths.add(berth(work));
        }
        Cost skopeo = median(skopeos);
        Cost berth = median(berths);
        String what = work.name() + (longer.isZero() ? "" : ", %d ms a request".formatted(longer.toMillis()));
        if (longer.isZero() || work.goal() == NO_GOAL) {
            times.add(what, skopeo.milliseconds(), berth.milliseconds());
        } else {
            times.add(what, skopeo.milliseconds(), berth.milliseconds(), work.goal());
        }
        if (longer.isZero()) {
            requests.add(work.name(), skopeo.requests(), berth.requests());
        }
    }

    private static Cost median(List<Cost> costs) {
        double milliseconds =
                costs.stream().mapToDouble(Cost::milliseconds).sorted().toArray()[costs.size() / 2];
        int requests = costs.stream().mapToInt(Cost::requests).sorted().toArray()[costs.size() / 2];
        return new Cost(milliseconds, requests);
    }

    private Cost skopeo(Work work) {
        RepositoryName to = freshRepository();
        String registry = "docker://localhost:" + line.port() + "/";
        return timed(
                () -> Skopeo.copyAll(registry + FROM + "@" + work.image().digest(), registry + to + ":" + TAG, login));
    }

    private Cost berth(Work work) {
        RepositoryName to = freshRepository();
        ScannedImage scanned = ScannedImage.of(
                work.image().digest(),
                work.platforms().stream().map(TestImage::digest).toList());
        try (RegistryClient registry = client()) {
            ImageCopier copier = new ImageCopier(CopyLimits.USUAL, new EcrBlobSizes(ecr, registry));
            return timed(() -> {
                CopyReport report = copier.copyFirst(registry, FROM, scanned, registry, to);
                registry.tag(to, report.image(), TAG);
            });
        }
    }

    private Cost timed(Runnable copy) {
        line.calls();
        long begun = System.nanoTime();
        copy.run();
        return new Cost((System.nanoTime() - begun) / 1e6, line.calls().size());
    }

    private RepositoryName freshRepository() {
        RepositoryName repository = RepositoryName.of("nextflow-approved/copy" + ++copies);
        ecr.createRepository(request -> request.repositoryName(repository.value()));
        return repository;
    }

    private RegistryClient client() {
        String name = "localhost:" + line.port();
        return new RegistryClient(
                URI.create("http://" + name), Registry.of(name), () -> RegistryCredentials.basic("AWS", password));
    }

    private static String password(EcrClient ecr) {
        return ((RegistryCredentials.Basic) EcrRegistryAccess.token(ecr)).password();
    }

    private static Work one(String name, int layers, int bytes, boolean streamed, double goal) {
        TestImage image = platform("linux/amd64", layers, bytes, layers + bytes);
        return new Work(name, image, List.of(image), streamed, goal);
    }

    private static TestImage platform(String platform, int layers, int bytes, long seed) {
        ImageFixtures.Builder image = anImage().on(platform);
        IntStream.range(0, layers).forEach(each -> image.withLayer(Layer.ofSize(bytes, seed * 1_000 + each)));
        return image.build();
    }
}
