package dev.berth.oci;

import java.util.regex.Pattern;

/** A registry by host and, where it is not the usual one, port: {@code 123456789012.dkr.ecr.us-east-1.amazonaws.com}. */
public record Registry(String value) {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?");

    public Registry {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("A registry looks like <host> or <host>:<port>");
        }
    }

    public static Registry of(String text) {
        return new Registry(text);
    }

    @Override
    public String toString() {
        return value;
    }
}
