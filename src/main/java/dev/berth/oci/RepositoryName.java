package dev.berth.oci;

import java.util.regex.Pattern;

/** A repository within a registry, by ECR's rule: 2 to 256 characters, lower-case parts parted by {@code /}. */
public record RepositoryName(String value) {

    private static final Pattern FORM =
            Pattern.compile("(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*");

    public RepositoryName {
        if (!isRepositoryName(value)) {
            throw new IllegalArgumentException(
                    "A repository name has 2 to 256 lower-case letters and digits, single '.', '_' or '-' between them, and '/' between its parts");
        }
    }

    public static RepositoryName of(String text) {
        return new RepositoryName(text);
    }

    public static boolean isRepositoryName(String text) {
        return text.length() >= 2 && text.length() <= 256 && FORM.matcher(text).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
