package dev.berth.sandbox.registry;

import dev.berth.oci.Tag;
import java.util.List;
import java.util.regex.Pattern;

/** Whether a tag may move: a rule for all, and wildcard filters ({@code *}) of tags that are excepted from it. */
public record TagMutability(Rule rule, List<String> exclusions) {

    public static final TagMutability MUTABLE = new TagMutability(Rule.MUTABLE, List.of());
    public static final TagMutability IMMUTABLE = new TagMutability(Rule.IMMUTABLE, List.of());

    /** ECR's words. */
    public enum Rule {
        MUTABLE,
        IMMUTABLE,
        IMMUTABLE_WITH_EXCLUSION,
        MUTABLE_WITH_EXCLUSION
    }

    public TagMutability {
        exclusions = List.copyOf(exclusions);
    }

    /** Whether this tag, once set, stays where it is. */
    public boolean protects(Tag tag) {
        return switch (rule) {
            case MUTABLE -> false;
            case IMMUTABLE -> true;
            case IMMUTABLE_WITH_EXCLUSION -> !isExcluded(tag);
            case MUTABLE_WITH_EXCLUSION -> isExcluded(tag);
        };
    }

    private boolean isExcluded(Tag tag) {
        return exclusions.stream()
                .map(filter -> Pattern.quote(filter).replace("*", "\\E.*\\Q"))
                .anyMatch(pattern -> tag.value().matches(pattern));
    }
}
