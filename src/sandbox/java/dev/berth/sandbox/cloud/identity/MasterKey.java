package dev.berth.sandbox.cloud.identity;

import dev.berth.sandbox.cloud.sigv4.Hmac;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** The one secret that the sandbox keeps. Every other is derived from it when it is needed. */
final class MasterKey {

    private static final int BYTES = 32;
    private static final char[] KEY_ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".toCharArray();

    private final byte[] key;

    private MasterKey(byte[] key) {
        this.key = key;
    }

    /** Reads the key, or makes one at the first start. */
    static MasterKey in(Path directory) {
        Path file = directory.resolve("master.key");
        try {
            Files.createDirectories(directory);
            if (!Files.exists(file)) {
                create(file);
            }
            byte[] key = Files.readAllBytes(file);
            if (key.length != BYTES) {
                throw new IllegalStateException(
                        "%s is not a master key of %d bytes. Delete the sandbox's folder to begin anew."
                                .formatted(file, BYTES));
            }
            return new MasterKey(key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void create(Path file) throws IOException {
        byte[] fresh = new byte[BYTES];
        new SecureRandom().nextBytes(fresh);
        Path whole = file.resolveSibling("master.key.new");
        Files.deleteIfExists(whole);
        Files.createFile(whole, onlyForTheOwner());
        Files.write(whole, fresh);
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static FileAttribute<?>[] onlyForTheOwner() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    byte[] derive(String purpose) {
        return Hmac.of(key, purpose);
    }

    /** Forty characters, as long as AWS's. */
    String secretAccessKey(String accessKeyId, String sessionToken) {
        byte[] derived = derive("secret access key\n" + accessKeyId + "\n" + sessionToken);
        return Base64.getEncoder().encodeToString(derived).substring(0, 40);
    }

    /** An id of AWS's form that is always the same for this key. */
    String id(String prefix, int length) {
        byte[] derived = derive("id\n" + prefix);
        StringBuilder id = new StringBuilder(prefix);
        for (int i = 0; id.length() < length; i++) {
            id.append(KEY_ID_ALPHABET[derived[i] & 31]);
        }
        return id.toString();
    }

    static String randomId(String prefix, int length, SecureRandom random) {
        StringBuilder id = new StringBuilder(prefix);
        while (id.length() < length) {
            id.append(KEY_ID_ALPHABET[random.nextInt(KEY_ID_ALPHABET.length)]);
        }
        return id.toString();
    }
}
