package dev.berth.sandbox.cloud.policy;

import java.util.Locale;
import java.util.Set;

/** The keys that conditions may ask for. One that is never supplied would make a Deny silently idle: so none other is taken. */
final class ConditionKeys {

    private static final Set<String> KEYS = Set.of(
            "aws:currenttime",
            "aws:principalaccount",
            "aws:principalarn",
            "aws:principaltype",
            "aws:requestedregion",
            "aws:sourceidentity",
            "aws:tagkeys",
            "aws:tokenissuetime",
            "aws:userid",
            "sts:rolesessionname",
            "sts:sourceidentity");
    private static final Set<String> FAMILIES =
            Set.of("aws:principaltag/", "aws:requesttag/", "aws:resourcetag/", "ecr:resourcetag/");

    private ConditionKeys() {}

    static void require(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        boolean known = KEYS.contains(lower)
                || FAMILIES.stream().anyMatch(family -> lower.startsWith(family) && lower.length() > family.length());
        if (!known) {
            throw new MalformedPolicy("The sandbox does not know the condition key %s.".formatted(key));
        }
    }
}
