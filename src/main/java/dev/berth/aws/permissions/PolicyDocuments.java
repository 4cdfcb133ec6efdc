package dev.berth.aws.permissions;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** IAM's policy language, as maps to be written as JSON. */
public final class PolicyDocuments {

    /** What Berth tags a push session with, and what EKS Pod Identity hands on to it. */
    private static final List<String> SESSION_TAGS = List.of(
            "eks-cluster-arn",
            "eks-cluster-name",
            "kubernetes-namespace",
            "kubernetes-pod-name",
            "kubernetes-pod-uid",
            "kubernetes-service-account",
            "pass",
            "session",
            "workspace");

    private PolicyDocuments() {}

    public static Map<String, Object> allowing(List<Grant> grants) {
        return document(grants.stream().map(PolicyDocuments::statement).toList());
    }

    /**
     * Only Berth's web role opens push sessions, and each says whose it is. A statement for each action, since AWS does not
     * supply every key for every action, and what is not supplied fulfils no condition.
     */
    public static Map<String, Object> trustOfPushRole(String principalArn) {
        return document(List.of(
                trusting(
                        principalArn,
                        "sts:AssumeRole",
                        "StringLike",
                        sorted(Map.of("sts:RoleSessionName", "berth-*", "sts:SourceIdentity", "berth-*"))),
                trusting(principalArn, "sts:SetSourceIdentity", "StringLike", Map.of("sts:SourceIdentity", "berth-*")),
                trusting(
                        principalArn,
                        "sts:TagSession",
                        "ForAllValues:StringEquals",
                        Map.of("aws:TagKeys", SESSION_TAGS))));
    }

    private static Map<String, Object> trusting(
            String principalArn, String action, String operator, Map<String, Object> condition) {
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("Effect", "Allow");
        statement.put("Principal", Map.of("AWS", principalArn));
        statement.put("Action", action);
        statement.put("Condition", Map.of(operator, condition));
        return statement;
    }

    static Map<String, Object> document(List<Map<String, Object>> statements) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("Version", "2012-10-17");
        document.put("Statement", statements);
        return document;
    }

    private static Map<String, Object> statement(Grant grant) {
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("Sid", grant.sid());
        statement.put("Effect", "Allow");
        statement.put("Action", grant.actions());
        statement.put("Resource", grant.resources());
        return statement;
    }

    static <V> Map<String, V> sorted(Map<String, V> unsorted) {
        return new TreeMap<>(unsorted);
    }
}
