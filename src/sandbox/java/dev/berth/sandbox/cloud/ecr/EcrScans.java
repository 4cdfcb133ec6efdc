package dev.berth.sandbox.cloud.ecr;

import dev.berth.oci.RepositoryName;
import dev.berth.sandbox.cloud.identity.Account;
import dev.berth.sandbox.cloud.wire.AwsRefusal;
import dev.berth.sandbox.cloud.wire.JsonCall;
import dev.berth.sandbox.cloud.wire.JsonService;
import dev.berth.sandbox.registry.RegistryStore;
import dev.berth.sandbox.registry.StoredImage;
import dev.berth.sandbox.scanner.Finding;
import dev.berth.sandbox.scanner.Scan;
import dev.berth.sandbox.scanner.Scans;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What the scanner found. A status goes over the wire as the scanner says it, whether AWS knows the word or not. */
@Component
final class EcrScans implements EcrOperations {

    private final Account account;
    private final EcrPermissions permissions;
    private final RegistryStore store;
    private final Scans scans;

    EcrScans(Account account, EcrPermissions permissions, RegistryStore store, Scans scans) {
        this.account = account;
        this.permissions = permissions;
        this.store = store;
        this.scans = scans;
    }

    @Override
    public Map<String, JsonService.Operation> operations() {
        return Map.of(
                "DescribeImageScanFindings", this::describeImageScanFindings, "StartImageScan", this::startImageScan);
    }

    private Map<String, ?> describeImageScanFindings(JsonCall call) {
        RepositoryName name = repository(call, "ecr:DescribeImageScanFindings");
        EcrInput input = EcrInput.of(call);
        ImageId id = id(input);
        StoredImage image = image(name, id);
        Scan scan = scans.of(name, image.digest())
                .orElseThrow(() -> new AwsRefusal(
                        "ScanNotFoundException",
                        "Image scan does not exist for the image with '%s' in the repository with name '%s' in the registry with id '%s'"
                                .formatted(id.words(), name, account.account())));
        Page<Finding> page = Page.of(scan.findings(), input);
        return answer(image, id, scan)
                .with("imageScanFindings", FindingShape.of(scan, page, image, account))
                .with("nextToken", page.nextToken())
                .map();
    }

    private Map<String, ?> startImageScan(JsonCall call) {
        RepositoryName name = repository(call, "ecr:StartImageScan");
        ImageId id = id(EcrInput.of(call));
        StoredImage image = image(name, id);
        if (scans.settings().shape() == Scan.Shape.ENHANCED) {
            throw new AwsRefusal("ValidationException", "This feature is disabled");
        }
        return answer(image, id, scans.start(image)).map();
    }

    private StoredImage image(RepositoryName name, ImageId id) {
        store.get(name);
        return id.require(store, name, account);
    }

    private static ImageId id(EcrInput input) {
        return input.object("imageId")
                .map(ImageId::of)
                .orElseThrow(() -> EcrInput.invalid("imageId", "Member must not be null"));
    }

    private RepositoryName repository(JsonCall call, String action) {
        RepositoryName name = EcrInput.of(call).repository();
        permissions.require(call.caller(), action, name);
        return name;
    }

    private Fields answer(StoredImage image, ImageId id, Scan scan) {
        return new Fields()
                .with("registryId", account.account())
                .with("repositoryName", image.repository().value())
                .with("imageId", new ImageId(id.imageTag(), image.digest().value()).shape())
                .with(
                        "imageScanStatus",
                        new Fields().with("status", scan.status()).with("description", scan.description()));
    }
}
