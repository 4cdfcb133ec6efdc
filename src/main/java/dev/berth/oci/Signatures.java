package dev.berth.oci;

import dev.berth.oci.LeftBehind.Reason;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * The first bytes by which well-known formats are recognised. Only for the sentence that says what was left behind: nothing
 * goes along because it is not in this list.
 */
final class Signatures {

    /** @param bytes as hexadecimal digits */
    private record Signature(int offset, String bytes, Reason reason) {

        static Signature of(Reason reason, int offset, String hex) {
            return new Signature(offset, hex, reason);
        }

        static Signature text(Reason reason, int offset, String text) {
            return of(reason, offset, HexFormat.of().formatHex(text.getBytes(StandardCharsets.ISO_8859_1)));
        }

        boolean fits(byte[] content) {
            int end = offset + bytes.length() / 2;
            return content.length >= end
                    && HexFormat.of().formatHex(content, offset, end).equals(bytes);
        }
    }

    private static final List<Signature> KNOWN = List.of(
            // A SIF begins as a script.
            Signature.text(Reason.ARCHIVE, 32, "SIF_MAGIC"),
            Signature.of(Reason.EXECUTABLE, 0, "7f454c46"),
            Signature.text(Reason.EXECUTABLE, 0, "MZ"),
            Signature.of(Reason.EXECUTABLE, 0, "feedface"),
            Signature.of(Reason.EXECUTABLE, 0, "feedfacf"),
            Signature.of(Reason.EXECUTABLE, 0, "cefaedfe"),
            Signature.of(Reason.EXECUTABLE, 0, "cffaedfe"),
            Signature.of(Reason.EXECUTABLE, 0, "cafebabe"),
            Signature.of(Reason.EXECUTABLE, 0, "0061736d"),
            Signature.text(Reason.EXECUTABLE, 0, "#!"),
            Signature.of(Reason.COMPRESSED, 0, "1f8b"),
            Signature.of(Reason.COMPRESSED, 0, "28b52ffd"),
            Signature.of(Reason.COMPRESSED, 0, "fd377a585a00"),
            Signature.of(Reason.COMPRESSED, 0, "04224d18"),
            Signature.text(Reason.COMPRESSED, 0, "BZh"),
            Signature.text(Reason.ARCHIVE, 0, "PK"),
            Signature.text(Reason.ARCHIVE, 0, "7z\274\257\047\034"),
            Signature.text(Reason.ARCHIVE, 0, "!<arch>\n"),
            Signature.text(Reason.ARCHIVE, 0, "07070"),
            Signature.text(Reason.ARCHIVE, 0, "hsqs"),
            Signature.text(Reason.ARCHIVE, 257, "ustar"),
            Signature.of(Reason.ARCHIVE, 1080, "53ef"));

    private Signatures() {}

    static Reason reasonOf(byte[] content) {
        return KNOWN.stream()
                .filter(known -> known.fits(content))
                .map(Signature::reason)
                .findFirst()
                .orElse(PlainContent.startsAsTar(content) ? Reason.ARCHIVE : Reason.NOT_A_DOCUMENT);
    }
}
