package dev.berth.oci;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** What a content is, whatever it is called: {@code sha256:} and 64 lower-case hexadecimal digits. */
public record Digest(String value) implements Reference, Comparable<Digest> {

    private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}");

    public Digest {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("A digest looks like sha256:<64 lower-case hexadecimal digits>");
        }
    }

    public static Digest of(String text) {
        return new Digest(text);
    }

    public static boolean isDigest(String text) {
        return FORM.matcher(text).matches();
    }

    /** The digest of these bytes. */
    public static Digest ofContent(byte[] content) {
        return of(sha256().digest(content));
    }

    /** A digest computed elsewhere, by a {@link #sha256()} that read a stream. */
    public static Digest of(byte[] sha256) {
        return new Digest("sha256:" + HexFormat.of().formatHex(sha256));
    }

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    public String hex() {
        return value.substring("sha256:".length());
    }

    /** Twelve digits, for a person to recognise it by; never for a decision. */
    public String shortened() {
        return hex().substring(0, 12);
    }

    @Override
    public int compareTo(Digest other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
