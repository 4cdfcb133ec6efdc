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

    /** Only Berth's web role opens push sessions, and each says whose it is. */
    public static Map<String, Object> trustOfPushRole(String principalArn) {
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("Effect", "Allow");
        statement.put("Principal", Map.of("AWS", principalArn));
        statement.put("Action", List.of("sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"));
        statement.put(
                "Condition",
                sorted(Map.of(
                        "ForAllValues:StringEquals",
                        Map.of("aws:TagKeys", SESSION_TAGS),
                        "StringLike",
                        sorted(Map.of("sts:RoleSessionName", "berth-*", "sts:SourceIdentity", "berth-*")))));
        return document(List.of(statement));
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
