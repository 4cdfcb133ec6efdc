package dev.berth.workspace;

import dev.berth.oci.RepositoryName;

/**
 * A researcher's name as the identity provider and the workflow side spell it, and what it becomes in a repository's
 * name. Its case is kept, though two names that differ in nothing else are one person.
 */
public record Username(String value) {

    private static final int LONGEST = 100;

    /** Leaves room for the prefix in the 256 characters of a repository's name. */
    private static final int LONGEST_ESCAPED = 200;

    /** @throws IllegalArgumentException with a sentence for the person who typed it */
    public Username {
        if (value.isBlank()) {
            throw new IllegalArgumentException("Enter the username that the researcher signs in with.");
        }
        if (!value.equals(value.strip()) || value.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "A username has at most %d characters and no spaces around it.".formatted(LONGEST));
        }
        if (value.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("A username has letters, digits and ASCII punctuation only.");
        }
        if (escape(value).length() > LONGEST_ESCAPED) {
            throw new IllegalArgumentException(
                    "“%s” is too long for a repository's name, in which each of its special characters takes three."
                            .formatted(value));
        }
        if (!RepositoryName.isRepositoryName("prefix/" + escape(value))) {
            throw new IllegalArgumentException(
                    "“%s” would become “%s”, which ECR takes for no repository: a username starts with a lower-case letter or a digit."
                            .formatted(value, escape(value)));
        }
    }

    public static Username of(String text) {
        return new Username(text);
    }

    /**
     * The name within a repository: every character outside {@code a-z0-9} becomes {@code -} and its hexadecimal code,
     * lower case, as Gen3's Hatchery does it. {@code user1@username.com} becomes {@code user1-40username-2ecom}.
     */
    public String escaped() {
        return escape(value);
    }

    public RepositoryName in(String prefix) {
        return RepositoryName.of(prefix + "/" + escaped());
    }

    private static String escape(String value) {
        StringBuilder escaped = new StringBuilder(value.length() + 16);
        value.chars().forEach(c -> {
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
                escaped.append((char) c);
            } else {
                escaped.append('-').append(Integer.toHexString(c));
            }
        });
        return escaped.toString();
    }

    @Override
    public String toString() {
        return value;
    }
}
