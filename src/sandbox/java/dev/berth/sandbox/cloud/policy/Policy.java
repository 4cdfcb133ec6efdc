package dev.berth.sandbox.cloud.policy;

import java.util.List;

/** A policy document, parsed. What a document does not say is not allowed. */
public record Policy(List<Statement> statements) {

    public Policy {
        statements = List.copyOf(statements);
    }

    /** A policy of an identity or a session: it names no principal. */
    public static Policy of(String document) {
        return PolicyParser.identity(document);
    }

    /** A role's trust policy: it names principals and no resource. */
    public static Policy trust(String document) {
        return PolicyParser.trust(document);
    }

    public Verdict judge(PolicyRequest request) {
        return judge(statements.stream().filter(it -> it.speaksOf(request)).toList());
    }

    /** The verdict of a trust policy for this principal. */
    public Verdict judge(PolicyRequest request, String principalArn) {
        return judge(statements.stream()
                .filter(it -> it.isFor(principalArn) && it.speaksOf(request))
                .toList());
    }

    private static Verdict judge(List<Statement> speaking) {
        if (speaking.stream().anyMatch(it -> it.effect() == Statement.Effect.DENY)) {
            return Verdict.DENIED;
        }
        return speaking.isEmpty() ? Verdict.SILENT : Verdict.ALLOWED;
    }
}
