package dev.berth.sandbox.cloud.identity;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Text that only this sandbox can read and make, for one purpose: AES-GCM under a key derived from the master key. */
final class Seal {

    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    Seal(MasterKey master, String purpose) {
        this.key = new SecretKeySpec(master.derive("seal\n" + purpose), "AES");
    }

    String seal(String text) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] packed = packed(text);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(packed);
            byte[] token = ByteBuffer.allocate(NONCE + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return Base64.getEncoder().encodeToString(token);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES/GCM", e);
        }
    }

    /** Empty where this sandbox did not seal it for this purpose. */
    Optional<String> open(String token) {
        try {
            byte[] bytes = Base64.getDecoder().decode(token);
            if (bytes.length <= NONCE) {
                return Optional.empty();
            }
            byte[] packed = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(bytes, NONCE))
                    .doFinal(bytes, NONCE, bytes.length - NONCE);
            return Optional.of(unpacked(packed));
        } catch (IllegalArgumentException | GeneralSecurityException notOurs) {
            return Optional.empty();
        }
    }

    /** As few bytes as the text takes in a token. */
    static byte[] packed(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
            deflater.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String unpacked(byte[] packed) {
        try (InflaterInputStream inflater = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            return new String(inflater.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }
}
