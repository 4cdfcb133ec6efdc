package dev.berth.aws;

import dev.berth.promotion.ApprovedRegistry;
import dev.berth.workspace.Workspace;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.ImageTagMutability;
import software.amazon.awssdk.services.ecr.model.RepositoryAlreadyExistsException;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;
import software.amazon.awssdk.services.ecr.model.Tag;

/** Approved repositories in ECR. Their policy is the workflow side's alone. */
@Component
class EcrApprovedRegistry implements ApprovedRegistry {

    private final EcrClient ecr;

    EcrApprovedRegistry(@Lazy EcrClient ecr) {
        this.ecr = ecr;
    }

    /** Described first, since that changes nothing; of two that create it at once, one finds it there. */
    @Override
    public void provision(Workspace workspace) {
        String name = workspace.approved().value();
        try {
            ecr.describeRepositories(request -> request.repositoryNames(name));
        } catch (RepositoryNotFoundException missing) {
            create(workspace, name);
        }
    }

    private void create(Workspace workspace, String name) {
        try {
            ecr.createRepository(request -> request.repositoryName(name)
                    .imageTagMutability(ImageTagMutability.MUTABLE)
                    .tags(
                            tag("berth:stage", "approved"),
                            tag("berth:workspace", workspace.username().escaped())));
        } catch (RepositoryAlreadyExistsException bySomebodyElse) {
            // It is there, which is all that is asked for.
        }
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
