package dev.berth.aws.permissions;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** In what the roles are written. All three are JSON: CloudFormation and Terraform ({@code .tf.json}) take it. */
public enum Format {
    /** Each document by itself, to be pasted or given to the AWS CLI. */
    JSON {
        @Override
        Map<String, Object> written(Roles roles) {
            Map<String, Object> documents = new LinkedHashMap<>();
            roles.all()
                    .forEach(role ->
                            documents.put(role.name(), ordered("trust", role.trust(), "policy", role.policy())));
            return documents;
        }
    },
    CLOUDFORMATION {
        @Override
        Map<String, Object> written(Roles roles) {
            Map<String, Object> resources = new LinkedHashMap<>();
            roles.all().forEach(role -> resources.put(logicalId(role.id()), resource(role, roles)));
            return ordered(
                    "AWSTemplateFormatVersion",
                    "2010-09-09",
                    "Description",
                    "The roles of Berth",
                    "Resources",
                    resources);
        }

        private static Map<String, Object> resource(Roles.Role role, Roles roles) {
            Map<String, Object> properties = ordered(
                    "RoleName",
                    role.name(),
                    "Path",
                    role.path(),
                    "MaxSessionDuration",
                    roles.longestSessionSeconds(),
                    "AssumeRolePolicyDocument",
                    role.trust(),
                    "Policies",
                    List.of(ordered("PolicyName", role.name(), "PolicyDocument", role.policy())));
            Map<String, Object> resource = ordered("Type", "AWS::IAM::Role", "Properties", properties);
            if (!role.after().isEmpty()) {
                resource.put(
                        "DependsOn",
                        role.after().stream().map(Format::logicalId).toList());
            }
            return resource;
        }
    },
    TERRAFORM {
        @Override
        Map<String, Object> written(Roles roles) {
            Map<String, Object> all = new LinkedHashMap<>();
            Map<String, Object> policies = new LinkedHashMap<>();
            for (Roles.Role role : roles.all()) {
                Map<String, Object> resource = ordered(
                        "name",
                        role.name(),
                        "path",
                        role.path(),
                        "max_session_duration",
                        roles.longestSessionSeconds(),
                        "assume_role_policy",
                        literally(compact(role.trust())));
                if (!role.after().isEmpty()) {
                    resource.put(
                            "depends_on",
                            role.after().stream()
                                    .map(it -> "aws_iam_role." + it)
                                    .toList());
                }
                all.put(role.id(), resource);
                policies.put(
                        role.id(),
                        ordered(
                                "name",
                                role.name(),
                                "role",
                                "${aws_iam_role." + role.id() + ".name}",
                                "policy",
                                literally(compact(role.policy()))));
            }
            return ordered("resource", ordered("aws_iam_role", all, "aws_iam_role_policy", policies));
        }

        // Terraform fills in what stands in braces; an IAM policy's variables are not for it.
        private static String literally(String json) {
            return json.replace("${", "$${").replace("%{", "%%{");
        }
    };

    private static final JsonMapper COMPACT = JsonMapper.shared();

    private static final JsonMapper READABLE =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    abstract Map<String, Object> written(Roles roles);

    public String write(Place place, Trust trust) {
        return READABLE.writeValueAsString(written(Roles.of(place, trust)));
    }

    private static String compact(Map<String, Object> document) {
        return COMPACT.writeValueAsString(document);
    }

    private static String logicalId(String id) {
        return id.substring(0, 1).toUpperCase(Locale.ROOT) + id.substring(1) + "Role";
    }

    private static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
