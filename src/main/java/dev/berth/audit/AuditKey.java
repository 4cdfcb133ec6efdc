package dev.berth.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What entries and anchors are signed with. It masks itself where it is printed, and no serialiser finds the text. */
final class AuditKey {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST = 32;
    private static final int ID_LENGTH = 8;

    private final String text;

    private AuditKey(String text) {
        this.text = text;
    }

    /** Refuses nothing, since whoever converts a setting prints what was refused; see {@link #isUsable}. */
    public static AuditKey of(String text) {
        return new AuditKey(text.strip());
    }

    boolean isUsable() {
        try {
            return bytes().length >= SHORTEST;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    /** The same for the same key, and says nothing about it. */
    String id() {
        return hmac("the id of this key").substring(0, ID_LENGTH);
    }

    /** HMAC-SHA-256 in hexadecimal. */
    String hmac(String signed) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(bytes(), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HMAC-SHA-256", e);
        }
    }

    private byte[] bytes() {
        return Base64.getDecoder().decode(text);
    }

    @Override
    public String toString() {
        return "•••";
    }
}
