package dev.berth.sandbox.cloud.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTests {

    private static final String REPOSITORY = "arn:aws:ecr:us-east-1:123456789012:repository/nextflow-staging/alice";

    private static final PolicyRequest REQUEST = new PolicyRequest(
            "ecr:PutImage",
            REPOSITORY,
            Map.of(
                    "aws:CurrentTime", List.of("2026-03-01T12:00:00.5Z"),
                    "aws:userid", List.of("AROABERTH:alice-1"),
                    "aws:PrincipalArn", List.of("arn:aws:iam::123456789012:role/berth-push"),
                    "aws:PrincipalTag/workspace", List.of("alice"),
                    "aws:PrincipalTag/live", List.of("true"),
                    "aws:TagKeys", List.of("workspace", "pass")));

    static Policy statement(String rest) {
        return Policy.of("{\"Version\":\"2012-10-17\",\"Statement\":{%s}}".formatted(rest));
    }

    static Verdict withCondition(String condition) {
        return statement("\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":%s"
                        .formatted(condition.replace('\'', '"')))
                .judge(REQUEST);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Action: ecr:PutImage                  | ALLOWED
            Action: ECR:putimage                  | ALLOWED
            Action: ecr:Put*                      | ALLOWED
            Action: ecr:PutImag?                  | ALLOWED
            Action: ecr:*                         | ALLOWED
            Action: *                             | ALLOWED
            Action: ecr:PutImageTagMutability     | SILENT
            Action: ecr:Put                       | SILENT
            Action: ecr:Get*                      | SILENT
            Action: iam:PutImage                  | SILENT
            NotAction: ecr:DeleteRepository       | ALLOWED
            NotAction: ecr:Put*                   | SILENT
            NotAction: *                          | SILENT
            """)
    void actionsMatchWithWildcardsInAnyCase(String action, Verdict expected) {
        String[] parts = action.split(": ", 2);
        assertThat(statement("\"Effect\":\"Allow\",\"%s\":[\"%s\"],\"Resource\":\"*\"".formatted(parts[0], parts[1]))
                        .judge(REQUEST))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Resource    | arn:aws:ecr:us-east-1:123456789012:repository/nextflow-staging/alice   | ALLOWED
            Resource    | arn:aws:ecr:us-east-1:123456789012:repository/nextflow-staging/*       | ALLOWED
            Resource    | arn:aws:ecr:*:*:repository/nextflow-staging/alic?                      | ALLOWED
            Resource    | arn:aws:ecr:us-east-1:123456789012:*                                   | ALLOWED
            Resource    | *                                                                      | ALLOWED
            Resource    | arn:aws:ecr:us-east-1:123456789012:repository/nextflow-staging/ali     | SILENT
            Resource    | arn:aws:ecr:us-east-1:123456789012:repository/nextflow-staging/Alice   | SILENT
            Resource    | arn:aws:ecr:us-east-1:123456789012:repository/nextflow-staging/alice2  | SILENT
            Resource    | arn:aws:ecr:us-east-1:123456789012:repository/nextflow-approved/*      | SILENT
            Resource    | arn:aws:ecr:*:repository/nextflow-staging/alice:x:*                    | SILENT
            Resource    | arn:aws:ecr:eu-central-1:123456789012:repository/*                     | SILENT
            NotResource | arn:aws:ecr:us-east-1:123456789012:repository/nextflow-approved/*      | ALLOWED
            NotResource | arn:aws:ecr:us-east-1:123456789012:repository/nextflow-staging/*       | SILENT
            """)
    void resourcesMatchPartByPart(String field, String resource, Verdict expected) {
        assertThat(statement("\"Effect\":\"Allow\",\"Action\":\"*\",\"%s\":\"%s\"".formatted(field, resource))
                        .judge(REQUEST))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {'DateLessThan':{'aws:CurrentTime':'2026-03-01T12:00:01Z'}}                         | true
            {'DateLessThan':{'aws:CurrentTime':'2026-03-01T12:00:00Z'}}                         | false
            {'DateLessThan':{'aws:CurrentTime':'2026-03-01T13:00:00+01:00'}}                    | false
            {'DateLessThanEquals':{'aws:CurrentTime':'2026-03-01T12:00:00.5Z'}}                 | true
            {'DateGreaterThan':{'aws:CurrentTime':'2026-03-01T12:00:00Z'}}                      | true
            {'DateGreaterThan':{'aws:CurrentTime':'2026-03-01T12:00:00.5Z'}}                    | false
            {'DateGreaterThanEquals':{'aws:CurrentTime':'2026-03-01T12:00:00.5Z'}}              | true
            {'DateLessThan':{'aws:CurrentTime':'1900000000'}}                                   | true
            {'DateLessThan':{'aws:TokenIssueTime':'2030-01-01T00:00:00Z'}}                      | false
            {'DateLessThanIfExists':{'aws:TokenIssueTime':'2030-01-01T00:00:00Z'}}              | true
            {'StringEquals':{'aws:userid':'AROABERTH:alice-1'}}                                 | true
            {'StringEquals':{'AWS:UserId':['x','AROABERTH:alice-1']}}                           | true
            {'StringEquals':{'aws:userid':'AROABERTH:*'}}                                       | false
            {'StringEquals':{'aws:userid':'aroaberth:ALICE-1'}}                                 | false
            {'StringEqualsIgnoreCase':{'aws:userid':'aroaberth:ALICE-1'}}                       | true
            {'StringNotEqualsIgnoreCase':{'aws:userid':'aroaberth:ALICE-1'}}                    | false
            {'StringLike':{'aws:userid':'AROABERTH:alice-?'}}                                   | true
            {'StringNotLike':{'aws:userid':'AROABERTH:alice-*'}}                                | false
            {'StringNotEquals':{'aws:userid':['AROABERTH:bob-1','AROABERTH:alice-1']}}          | false
            {'StringNotEquals':{'aws:userid':'AROABERTH:bob-1'}}                                | true
            {'StringEquals':{'aws:SourceIdentity':'alice'}}                                     | false
            {'StringNotEquals':{'aws:SourceIdentity':'alice'}}                                  | true
            {'StringEqualsIfExists':{'aws:SourceIdentity':'alice'}}                             | true
            {'StringEqualsIfExists':{'aws:userid':'alice'}}                                     | false
            {'StringEquals':{'aws:PrincipalTag/workspace':'alice'}}                             | true
            {'StringEquals':{'aws:PrincipalTag/workspace':'bob'}}                               | false
            {'StringEquals':{'aws:userid':'AROABERTH:alice-1','aws:PrincipalTag/workspace':'bob'}}  | false
            {'ArnLike':{'aws:PrincipalArn':'arn:aws:iam::*:role/berth-*'}}                      | true
            {'ArnEquals':{'aws:PrincipalArn':'arn:aws:iam::123456789012:role/other'}}           | false
            {'ArnNotLike':{'aws:PrincipalArn':'arn:aws:iam::*:role/berth-*'}}                   | false
            {'Bool':{'aws:PrincipalTag/live':'true'}}                                           | true
            {'Bool':{'aws:PrincipalTag/live':false}}                                            | false
            {'Null':{'aws:SourceIdentity':'true'}}                                              | true
            {'Null':{'aws:userid':'true'}}                                                      | false
            {'Null':{'aws:userid':'false'}}                                                     | true
            {'ForAllValues:StringEquals':{'aws:TagKeys':['workspace','pass','session']}}        | true
            {'ForAllValues:StringEquals':{'aws:TagKeys':['workspace']}}                         | false
            {'ForAllValues:StringEquals':{'aws:RequestTag/none':['a']}}                         | true
            {'ForAnyValue:StringEquals':{'aws:TagKeys':['pass']}}                               | true
            {'ForAnyValue:StringEquals':{'aws:TagKeys':['other']}}                              | false
            {'ForAnyValue:StringEquals':{'aws:RequestTag/none':['a']}}                          | false
            {'ForAnyValue:StringNotEquals':{'aws:TagKeys':['pass']}}                            | true
            """)
    void conditionsHoldAsAwsSays(String condition, boolean holds) {
        assertThat(withCondition(condition)).isEqualTo(holds ? Verdict.ALLOWED : Verdict.SILENT);
    }

    @Test
    void aDenialOutweighsEveryPermission() {
        Policy policy = Policy.of("""
                {"Version":"2012-10-17","Statement":[
                  {"Effect":"Allow","Action":"*","Resource":"*"},
                  {"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:userid":"AROABERTH:alice-1"}}}
                ]}""");

        assertThat(policy.judge(REQUEST)).isEqualTo(Verdict.DENIED);
        assertThat(policy.judge(new PolicyRequest("ecr:PutImage", REPOSITORY, Map.of())))
                .isEqualTo(Verdict.ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{'Version':'2012-10-17'}",
                "{'Version':'2012-10-17','Statement':[]}",
                "{'Version':'2020-01-01','Statement':{'Effect':'Allow','Action':'*','Resource':'*'}}",
                "{'Statement':{'Effect':'Maybe','Action':'*','Resource':'*'}}",
                "{'Statement':{'Effect':'Allow','Action':'PutImage','Resource':'*'}}",
                "{'Statement':{'Effect':'Allow','Action':[],'Resource':'*'}}",
                "{'Statement':{'Effect':'Allow','Resource':'*'}}",
                "{'Statement':{'Effect':'Allow','Action':'*'}}",
                "{'Statement':{'Effect':'Allow','Action':'*','NotAction':'ecr:*','Resource':'*'}}",
                "{'Statement':{'Effect':'Allow','Action':'*','Resource':'nextflow-staging/alice'}}",
                "{'Statement':{'Effect':'Allow','Action':'*','Resource':'arn:aws:ecr:*'}}",
                "{'Statement':{'Effect':'Allow','Action':'*','Resource':'arn:aws:ecr:*:*:repository/${aws:userid}'}}",
                "{'Statement':{'Effect':'Allow','Principal':'*','Action':'*','Resource':'*'}}",
                "{'Statement':{'Effect':'Allow','Action':'*','Resource':'*','Comment':'x'}}",
                "{'Statement':{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'StringIs':{'aws:userid':'x'}}}}",
                "{'Statement':{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'StringEquals':{'aws:Unknown':'x'}}}}",
                "{'Statement':{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'DateLessThan':{'aws:CurrentTime':'soon'}}}}",
                "{'Statement':{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'Bool':{'aws:userid':'perhaps'}}}}",
                "{'Statement':{'Effect':'Allow','Action':'*','Resource':'*'}} and more",
                "{'Statement':{'Effect':'Allow','Effect':'Deny','Action':'*','Resource':'*'}}"
            })
    void whatIsNotUnderstoodWholeIsNotTaken(String document) {
        assertThatExceptionOfType(MalformedPolicy.class).isThrownBy(() -> Policy.of(document.replace('\'', '"')));
    }
}
