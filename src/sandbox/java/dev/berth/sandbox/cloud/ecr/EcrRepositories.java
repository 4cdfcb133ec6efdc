package dev.berth.sandbox.cloud.ecr;

import dev.berth.oci.RepositoryName;
import dev.berth.sandbox.cloud.identity.Account;
import dev.berth.sandbox.cloud.wire.JsonCall;
import dev.berth.sandbox.cloud.wire.JsonService;
import dev.berth.sandbox.registry.RegistryStore;
import dev.berth.sandbox.registry.Repository;
import dev.berth.sandbox.registry.TagMutability;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Repositories as a whole. */
@Component
final class EcrRepositories implements EcrOperations {

    private final Account account;
    private final EcrPermissions permissions;
    private final RegistryStore store;

    EcrRepositories(Account account, EcrPermissions permissions, RegistryStore store) {
        this.account = account;
        this.permissions = permissions;
        this.store = store;
    }

    @Override
    public Map<String, JsonService.Operation> operations() {
        return Map.of(
                "CreateRepository", this::createRepository,
                "DescribeRepositories", this::describeRepositories,
                "DeleteRepository", this::deleteRepository);
    }

    private Map<String, ?> createRepository(JsonCall call) {
        EcrInput input = EcrInput.of(call);
        RepositoryName name = input.repository();
        permissions.require(call.caller(), "ecr:CreateRepository", name);
        Map<String, String> tags = RepositoryShape.tagged(Map.of(), input);
        if (!tags.isEmpty()) {
            permissions.require(call.caller(), "ecr:TagResource", name);
        }
        TagMutability mutability = RepositoryShape.mutability(input);
        boolean scanOnPush = input.object("imageScanningConfiguration")
                .map(it -> it.flag("scanOnPush"))
                .orElse(false);
        return Map.of("repository", shape(store.create(name, mutability, scanOnPush, tags), call));
    }

    private Map<String, ?> describeRepositories(JsonCall call) {
        EcrInput input = EcrInput.of(call);
        List<RepositoryName> names = input.strings("repositoryNames").stream()
                .map(it -> EcrInput.repository("repositoryNames", it))
                .toList();
        if (names.isEmpty()) {
            permissions.requireOnEveryRepository(call.caller(), "ecr:DescribeRepositories");
            Page<Repository> page = Page.of(store.all(), input);
            return new Fields()
                    .with("repositories", page.map(it -> shape(it, call)))
                    .with("nextToken", page.nextToken())
                    .map();
        }
        names.forEach(name -> permissions.require(call.caller(), "ecr:DescribeRepositories", name));
        return Map.of(
                "repositories",
                names.stream().map(store::get).map(it -> shape(it, call)).toList());
    }

    private Map<String, ?> deleteRepository(JsonCall call) {
        EcrInput input = EcrInput.of(call);
        RepositoryName name = input.repository();
        permissions.require(call.caller(), "ecr:DeleteRepository", name);
        return Map.of("repository", shape(store.delete(name, input.flag("force")), call));
    }

    private Map<String, Object> shape(Repository repository, JsonCall call) {
        return RepositoryShape.of(repository, account, call.endpoint());
    }
}
