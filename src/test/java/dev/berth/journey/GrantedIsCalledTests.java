package dev.berth.journey;

import static dev.berth.testing.ImageFixtures.aDebianImage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.aws.permissions.Grants;
import dev.berth.aws.permissions.Part;
import dev.berth.aws.permissions.Place;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.testing.BerthProcess;
import dev.berth.testing.Levers;
import dev.berth.testing.Portal;
import dev.berth.testing.PortalsBesideSandbox;
import dev.berth.testing.PushKeys;
import dev.berth.testing.TestImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Least rights, by what a whole run calls: nothing that is granted goes unused. What is not granted the sandbox refuses. */
@Execution(ExecutionMode.CONCURRENT)
class GrantedIsCalledTests {

    private static final RepositoryName STAGING = RepositoryName.of("nextflow-staging/alice");

    private static final Place PLACE = new Place(
            "aws",
            "us-east-1",
            "123456789012",
            "arn:aws:iam::123456789012:role/berth-push",
            "nextflow-staging",
            "nextflow-approved",
            new Place.Anchors("berth-anchors", ""));

    /** Once the last revoked session has ended by itself; and where somebody made a repository that is not scanned. */
    private static final Set<String> CALLED_SELDOM = Set.of(
            "iam:DeleteRolePolicy arn:aws:iam::123456789012:role/berth-push",
            "ecr:PutImageScanningConfiguration arn:aws:ecr:us-east-1:123456789012:repository/nextflow-staging/*");

    @TempDir
    private Path folder;

    @Test
    void everyActionThatIsGrantedIsCalledOnEveryKindOfResourceThatItIsGrantedOn() {
        try (PortalsBesideSandbox house = PortalsBesideSandbox.in(folder);
                BerthProcess process = house.plan("one")
                        .with("berth.catalogue.reconcile-while-live", "2s")
                        .with("berth.aws.anchors.bucket", "berth-anchors")
                        .with("berth.audit.anchor-every", "1s")
                        .start()) {
            Portal portal = Portal.at(process.port());
            String pass = portal.issuePass("alice");
            PushKeys keys = PushKeys.on(portal.openSession("alice", pass));
            promoted(house, keys, "mounted", "bash=5.2.15-2+b7");
            house.declineMounts(true);
            promoted(house, keys, "streamed", "bash=5.2.15-2+b8");
            portal.as("carol")
                    .submit(
                            "/staff/passes/" + pass,
                            "/staff/passes/" + pass + "/revocation",
                            Map.of("reason", "The work is done"));

            Set<String> granted = granted();
            granted.removeAll(CALLED_SELDOM);
            Awaitility.await("every right to be used")
                    .untilAsserted(() -> assertThat(called(house)).containsExactlyInAnyOrderElementsOf(granted));
        }
    }

    private static void promoted(PortalsBesideSandbox house, PushKeys keys, String tag, String software) {
        TestImage image = aDebianImage(software);
        keys.pusher(house.sandbox()).push(STAGING, Tag.of(tag), image);
        Awaitility.await("the promotion of " + tag)
                .atMost(Duration.ofMinutes(2))
                .until(() -> house.jdbc()
                                .sql("select count(*) from approved_image where digest = :digest")
                                .param("digest", image.digest().value())
                                .query(Integer.class)
                                .single()
                        == 1);
    }

    private static Set<String> granted() {
        return Arrays.stream(Part.values())
                .flatMap(part -> Grants.of(part, PLACE).stream())
                .flatMap(grant -> grant.actions().stream()
                        .flatMap(action -> grant.resources().stream().map(resource -> action + " " + resource)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> called(PortalsBesideSandbox house) {
        return Levers.of(house.sandbox()).calledByPortal().stream()
                .map(call -> call.replaceFirst("(repository/[a-z-]+/|s3:::berth-anchors/).*", "$1*"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
