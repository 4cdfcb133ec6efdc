package dev.berth.aws;

import dev.berth.workspace.ProvisioningFailed;
import dev.berth.workspace.RepositoryProvisioner;
import dev.berth.workspace.Workspace;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.ImageScanningConfiguration;
import software.amazon.awssdk.services.ecr.model.ImageTagMutability;
import software.amazon.awssdk.services.ecr.model.Repository;
import software.amazon.awssdk.services.ecr.model.RepositoryAlreadyExistsException;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;
import software.amazon.awssdk.services.ecr.model.Tag;
import software.amazon.awssdk.services.ecr.model.ValidationException;
import tools.jackson.databind.json.JsonMapper;

/** Staging repositories in ECR. */
@Component
class EcrRepositoryProvisioner implements RepositoryProvisioner {

    /**
     * Spares whatever is still on its way: a scan takes hours, a review days, and an image that has a tag is one that
     * somebody waits for. What a newer push took the tag from goes after a month, all else after half a year.
     */
    static final String LIFECYCLE = JsonMapper.shared()
            .writeValueAsString(Map.of(
                    "rules",
                    List.of(
                            rule(1, "untagged for a month", Map.of("tagStatus", "untagged"), 30),
                            rule(2, "anything for half a year", Map.of("tagStatus", "any"), 180))));

    private static final Logger LOG = LoggerFactory.getLogger(EcrRepositoryProvisioner.class);

    private final EcrClient ecr;

    EcrRepositoryProvisioner(@Lazy EcrClient ecr) {
        this.ecr = ecr;
    }

    @Override
    public void provision(Workspace workspace) {
        try {
            Repository repository = existingOrNew(workspace);
            scanOnPush(repository);
            ecr.tagResource(
                    request -> request.resourceArn(repository.repositoryArn()).tags(tags(workspace)));
            ecr.putLifecyclePolicy(request ->
                    request.repositoryName(repository.repositoryName()).lifecyclePolicyText(LIFECYCLE));
        } catch (AwsServiceException refusal) {
            throw new ProvisioningFailed(
                    "The staging repository could not be prepared: " + AwsFailures.sentence("ECR", refusal), refusal);
        } catch (SdkException unreachable) {
            throw new ProvisioningFailed(
                    "The staging repository could not be prepared: ECR could not be reached.", unreachable);
        }
    }

    /**
     * AWS has deprecated it in favour of the registry's own configuration, and refuses what that decides. Whoever sets it
     * so decides on the scan, and an image that is not scanned is never cleared.
     */
    private void scanOnPush(Repository repository) {
        ImageScanningConfiguration scanning = repository.imageScanningConfiguration();
        if (scanning != null && Boolean.TRUE.equals(scanning.scanOnPush())) {
            return;
        }
        try {
            ecr.putImageScanningConfiguration(request -> request.repositoryName(repository.repositoryName())
                    .imageScanningConfiguration(scan -> scan.scanOnPush(true)));
        } catch (ValidationException decidedByTheRegistry) {
            LOG.info(
                    "The registry's scanning configuration decides on {}: {}",
                    repository.repositoryName(),
                    AwsFailures.code(decidedByTheRegistry));
        }
    }

    private Repository existingOrNew(Workspace workspace) {
        String name = workspace.staging().value();
        try {
            return described(name);
        } catch (RepositoryNotFoundException missing) {
            return created(workspace, name);
        }
    }

    private Repository created(Workspace workspace, String name) {
        try {
            return ecr.createRepository(request -> request.repositoryName(name)
                            .imageTagMutability(ImageTagMutability.MUTABLE)
                            .imageScanningConfiguration(scan -> scan.scanOnPush(true))
                            .tags(tags(workspace)))
                    .repository();
        } catch (RepositoryAlreadyExistsException bySomebodyElse) {
            return described(name);
        }
    }

    private Repository described(String name) {
        return ecr.describeRepositories(request -> request.repositoryNames(name))
                .repositories()
                .getFirst();
    }

    private static List<Tag> tags(Workspace workspace) {
        return List.of(
                Tag.builder().key("berth:stage").value("staging").build(),
                Tag.builder()
                        .key("berth:workspace")
                        .value(workspace.username().escaped())
                        .build());
    }

    private static Map<String, Object> rule(int priority, String what, Map<String, String> which, int days) {
        Map<String, Object> selection = new TreeMap<>(which);
        selection.put("countType", "sinceImagePushed");
        selection.put("countUnit", "days");
        selection.put("countNumber", days);
        return new TreeMap<>(Map.of(
                "rulePriority",
                priority,
                "description",
                what,
                "selection",
                selection,
                "action",
                Map.of("type", "expire")));
    }
}
