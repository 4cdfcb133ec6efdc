package dev.berth.oci;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Content that is text and nothing else: UTF-8 without any control character but tab and line ends, and no tar. */
record PlainContent(String text) {

    private static final int TAR_BLOCK = 512;
    private static final int CHECKSUM_AT = 148;
    private static final int CHECKSUM_LENGTH = 8;

    /** As the most lenient unpackers read it: Python's takes a sign, {@code 0o} and {@code _}, others ignore what follows the digits. */
    private static final Pattern OCTAL = Pattern.compile("\\s*[+]?(?:0[oO])?([0-7]{1,8})");

    static Optional<PlainContent> of(byte[] bytes) {
        for (byte each : bytes) {
            boolean control = each >= 0 && each < ' ' && each != '\t' && each != '\n' && each != '\r';
            if (control || each == 0x7f) {
                return Optional.empty();
            }
        }
        if (startsAsTar(bytes)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PlainContent(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /**
     * An old tar needs no mark and no zero byte: its first name may be the beginning of a JSON text. What it does need, and
     * unpackers insist on, is the sum of its header.
     */
    static boolean startsAsTar(byte[] bytes) {
        if (bytes.length < TAR_BLOCK) {
            return false;
        }
        String field = new String(bytes, CHECKSUM_AT, CHECKSUM_LENGTH, StandardCharsets.ISO_8859_1)
                .replace('\0', ' ')
                .replace("_", "");
        Matcher octal = OCTAL.matcher(field);
        if (!octal.lookingAt()) {
            return false;
        }
        int unsigned = 0;
        int signed = 0;
        for (int i = 0; i < TAR_BLOCK; i++) {
            boolean checksum = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_LENGTH;
            unsigned += checksum ? ' ' : bytes[i] & 0xff;
            signed += checksum ? ' ' : bytes[i];
        }
        int said = Integer.parseInt(octal.group(1), 8);
        return said == unsigned || said == signed;
    }
}
