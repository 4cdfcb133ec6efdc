package dev.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Program;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Whatever a blob holds, as large as it may be, a small heap is enough to read it: a process of its own does. */
class HostileHeapTests {

    private static final String HEAP = "96m";
    private static final int LARGE = 16 << 20;

    private static String read(String content) {
        return Program.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP,
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostileHeapTests.class.getName(),
                        content)
                .run()
                .orFail()
                .strip();
    }

    @Test
    void aDocumentOfAMillionFieldsIsRead() {
        assertThat(read("fields")).isEqualTo("read");
    }

    @Test
    void anEnvelopeOfAMillionFieldsIsRead() {
        assertThat(read("envelope")).isEqualTo("read");
    }

    @Test
    void aManifestOfAMillionPartsIsRefused() {
        assertThat(read("manifest")).endsWith("or has too many parts");
    }

    @Test
    void aConfigurationOfAMillionPartsTellsItsPlatform() {
        assertThat(read("config")).isEqualTo("linux/amd64");
    }

    /** The process with the small heap. */
    public static void main(String[] arguments) {
        String said = switch (arguments[0]) {
            case "fields" -> document("application/json", manyFields(LARGE));
            case "envelope" -> document("application/vnd.dsse.envelope.v1+json", envelope());
            case "manifest" -> manifest(manyParts("{\"schemaVersion\":2,\"layers\":[],\"x\":["));
            case "config" ->
                Platform.ofConfig(manyParts("{\"os\":\"linux\",\"architecture\":\"amd64\",\"x\":["))
                        .toString();
            default -> throw new IllegalArgumentException(arguments[0]);
        };
        System.out.println(said);
    }

    private static String document(String mediaType, byte[] content) {
        return Documents.refuses(new MediaType(mediaType), content)
                .map(Enum::name)
                .orElse("read");
    }

    private static String manifest(byte[] content) {
        try {
            return ManifestContent.parse(MediaType.OCI_MANIFEST, content).toString();
        } catch (MalformedManifest e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Names that no table of known names holds. */
    private static byte[] manyFields(int size) {
        Text text = new Text(size).append("{");
        for (int number = 0; text.hasRoom(); number++) {
            text.append("\"a" + number + "\":1,");
        }
        return text.append("\"z\":1}").padded();
    }

    private static byte[] envelope() {
        String payload = Base64.getEncoder().encodeToString(manyFields(2 << 20));
        Text text = new Text(LARGE)
                .append("{\"payloadType\":\"a\",\"payload\":\"")
                .append(payload)
                .append("\",");
        for (int number = 0; text.hasRoom(); number++) {
            text.append("\"a" + number + "\":1,");
        }
        return text.append("\"signatures\":[]}").padded();
    }

    private static byte[] manyParts(String beginning) {
        Text text = new Text(Manifest.MAX_BYTES).append(beginning);
        while (text.hasRoom()) {
            text.append("{},");
        }
        return text.append("0]}").padded();
    }

    /** Written in place: the heap has no room for copies. */
    private static final class Text {

        private final byte[] bytes;
        private int end;

        private Text(int size) {
            this.bytes = new byte[size];
        }

        Text append(String more) {
            byte[] ascii = more.getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(ascii, 0, bytes, end, ascii.length);
            end += ascii.length;
            return this;
        }

        boolean hasRoom() {
            return end < bytes.length - 64;
        }

        byte[] padded() {
            Arrays.fill(bytes, end, bytes.length, (byte) ' ');
            return bytes;
        }
    }
}
