package dev.berth.sandbox.cloud.ecr;

import dev.berth.oci.RepositoryName;
import dev.berth.sandbox.cloud.iam.Permission;
import dev.berth.sandbox.cloud.iam.Permissions;
import dev.berth.sandbox.cloud.identity.Account;
import dev.berth.sandbox.cloud.identity.Caller;
import dev.berth.sandbox.cloud.wire.AwsRefusal;
import dev.berth.sandbox.registry.RegistryStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Who may do what in ECR; the same answer for the API and for the registry. */
@Component
final class EcrPermissions {

    private final Account account;
    private final Permissions permissions;
    private final RegistryStore store;

    EcrPermissions(Account account, Permissions permissions, RegistryStore store) {
        this.account = account;
        this.permissions = permissions;
        this.store = store;
    }

    /** Asked before anything is said of the repository, so that nobody learns what is there. */
    void require(Caller caller, String action, RepositoryName repository) {
        require(ask(caller, action, repository));
    }

    /** For an action on the registry as a whole. */
    void require(Caller caller, String action) {
        require(ask(caller, action));
    }

    void requireOnEveryRepository(Caller caller, String action) {
        String all = "arn:aws:ecr:%s:%s:repository/*".formatted(account.region(), account.account());
        require(permissions.ask(caller, action, all, Map.of()));
    }

    Permission ask(Caller caller, String action) {
        return permissions.ask(caller, action, "*", Map.of());
    }

    Permission ask(Caller caller, String action, RepositoryName repository) {
        Map<String, List<String>> context = new LinkedHashMap<>();
        store.find(repository)
                .ifPresent(it -> it.resourceTags().forEach((key, value) -> {
                    context.put("aws:ResourceTag/" + key, List.of(value));
                    context.put("ecr:ResourceTag/" + key, List.of(value));
                }));
        return permissions.ask(caller, action, account.repositoryArn(repository), context);
    }

    private static void require(Permission permission) {
        if (permission instanceof Permission.Refused refused) {
            throw new AwsRefusal("AccessDeniedException", refused.message());
        }
    }
}
