package dev.berth.oci;

import java.util.regex.Pattern;

/** A registry by host and, where it is not the usual one, port: {@code 123456789012.dkr.ecr.us-east-1.amazonaws.com}. */
public record Registry(String value) {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?");

    /** The longest name that DNS has, and a port. */
    private static final int MAX_LENGTH = 253 + 6;

    public Registry {
        if (value.length() > MAX_LENGTH || !FORM.matcher(value).matches() || !hasPossiblePort(value)) {
            throw new IllegalArgumentException("A registry looks like <host> or <host>:<port>");
        }
    }

    private static boolean hasPossiblePort(String value) {
        int colon = value.indexOf(':');
        int port = colon < 0 ? 1 : Integer.parseInt(value.substring(colon + 1));
        return port >= 1 && port <= 65_535;
    }

    public static Registry of(String text) {
        return new Registry(text);
    }

    @Override
    public String toString() {
        return value;
    }
}
