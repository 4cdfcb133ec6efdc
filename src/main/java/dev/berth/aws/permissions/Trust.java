package dev.berth.aws.permissions;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What Berth runs on, and so who may take its roles. */
public sealed interface Trust {

    /** EKS Pod Identity. */
    record PodIdentity() implements Trust {}

    /** A service that gives a role to what runs on it: {@code ec2.amazonaws.com}, {@code ecs-tasks.amazonaws.com}. */
    record Service(String principal) implements Trust {}

    /**
     * EKS's roles for service accounts.
     *
     * @param provider the cluster's issuer without its scheme, such as {@code oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE}
     * @param namespace where the service accounts {@code berth-web} and {@code berth-worker} are
     */
    record ServiceAccount(String provider, String namespace) implements Trust {

        private static final Pattern PROVIDER = Pattern.compile("[a-z0-9.-]+(/[A-Za-z0-9._-]+)*");
        private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

        public ServiceAccount {
            if (!PROVIDER.matcher(provider).matches()) {
                throw new IllegalArgumentException(
                        "--oidc-provider (with --trust=service-account) is the cluster's issuer without https://, such as oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE.");
            }
            if (!NAMESPACE.matcher(namespace).matches()) {
                throw new IllegalArgumentException(
                        "--namespace (with --trust=service-account) is the Kubernetes namespace that Berth runs in.");
            }
        }
    }

    default Map<String, Object> document(Part part, Place place) {
        return switch (this) {
            case PodIdentity it ->
                trust(
                        Map.of("Service", "pods.eks.amazonaws.com"),
                        List.of("sts:AssumeRole", "sts:TagSession"),
                        Map.of());
            case Service service -> trust(Map.of("Service", service.principal()), List.of("sts:AssumeRole"), Map.of());
            case ServiceAccount account ->
                trust(
                        Map.of(
                                "Federated",
                                "arn:%s:iam::%s:oidc-provider/%s"
                                        .formatted(place.partition(), place.account(), account.provider())),
                        List.of("sts:AssumeRoleWithWebIdentity"),
                        Map.of(
                                "StringEquals",
                                PolicyDocuments.sorted(Map.of(
                                        account.provider() + ":aud",
                                        "sts.amazonaws.com",
                                        account.provider() + ":sub",
                                        "system:serviceaccount:%s:%s".formatted(account.namespace(), part.role())))));
        };
    }

    private static Map<String, Object> trust(
            Map<String, String> principal, List<String> actions, Map<String, Object> condition) {
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("Effect", "Allow");
        statement.put("Principal", principal);
        statement.put("Action", actions);
        if (!condition.isEmpty()) {
            statement.put("Condition", condition);
        }
        return PolicyDocuments.document(List.of(statement));
    }
}
