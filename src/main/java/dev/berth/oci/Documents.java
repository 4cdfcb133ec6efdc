package dev.berth.oci;

import dev.berth.oci.LeftBehind.Reason;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What an attachment may hold: signatures, attestations, bills of materials and reports, each in a form that is read here to
 * its end. All of them are text without control characters; so no program, no compressed file and no file system can pose as
 * one, and the one archive that could, a tar, is looked for.
 */
final class Documents {

    /** One form, and the media types that say it. */
    private record Form(Set<String> mediaTypes, Check check) {}

    @FunctionalInterface
    interface Check {

        boolean accepts(PlainContent content);

        /** Why these bytes are not what this form has; empty where they are. */
        default Optional<Reason> refuses(byte[] bytes) {
            return PlainContent.of(bytes)
                    .filter(this::accepts)
                    .map(content -> Optional.<Reason>empty())
                    .orElseGet(() -> Optional.of(Signatures.reasonOf(bytes)));
        }
    }

    static final Check JSON = content -> JsonDocument.read(content.text()).isPresent();

    private static final Check IN_TOTO =
            object(json -> json.text("_type").startsWith("https://in-toto.io/Statement/"), "_type");
    private static final Check DSSE = object(
            json -> !json.text("payloadType").isEmpty() && json.isList("signatures") && json.holdsJson("payload"),
            "payloadType",
            "payload",
            "signatures");
    private static final Check SPDX = object(
            json -> json.text("spdxVersion").startsWith("SPDX-") || json.has("@context"), "spdxVersion", "@context");
    private static final Check CYCLONEDX = object(json -> json.text("bomFormat").equals("CycloneDX"), "bomFormat");
    private static final Check SYFT = object(json -> json.isList("artifacts"), "artifacts");
    private static final Check SARIF = object(json -> json.isList("runs"), "runs");
    private static final Check SIMPLE_SIGNING = object(json -> json.isObject("critical"), "critical");
    private static final Check SIGSTORE_BUNDLE =
            object(json -> json.text("mediaType").startsWith("application/vnd.dev.sigstore.bundle"), "mediaType");
    private static final Check JWS = object(
            json -> json.has("payload") && json.has("protected") && json.has("signature"),
            "payload",
            "protected",
            "signature");
    private static final Check SPDX_TAGS = content -> content.text().startsWith("SPDXVersion: SPDX-");

    /** The media types of the clients that write them: BuildKit, cosign, notation, ORAS, Syft, Trivy. */
    private static final List<Form> FORMS = List.of(
            new Form(Set.of("application/vnd.in-toto+json"), IN_TOTO),
            new Form(Set.of("application/vnd.dsse.envelope.v1+json"), DSSE),
            new Form(Set.of("application/spdx+json", "text/spdx+json"), SPDX),
            new Form(Set.of("application/vnd.cyclonedx+json"), CYCLONEDX),
            new Form(Set.of("application/vnd.syft+json"), SYFT),
            new Form(Set.of("application/sarif+json"), SARIF),
            new Form(Set.of("application/vnd.dev.cosign.simplesigning.v1+json"), SIMPLE_SIGNING),
            new Form(
                    Set.of(
                            "application/vnd.dev.sigstore.bundle.v0.3+json",
                            "application/vnd.dev.sigstore.bundle+json",
                            "application/vnd.dev.sigstore.bundle+json;version=0.1"),
                    SIGSTORE_BUNDLE),
            new Form(Set.of("application/jose+json"), JWS),
            new Form(Set.of("application/cyclonedx+xml", "application/vnd.cyclonedx+xml"), CycloneDxXml::isOne),
            // Cosign writes either form under these two.
            new Form(
                    Set.of("application/vnd.cyclonedx"),
                    content -> CYCLONEDX.accepts(content) || CycloneDxXml.isOne(content)),
            new Form(Set.of("text/spdx"), content -> SPDX_TAGS.accepts(content) || SPDX.accepts(content)));

    private Documents() {}

    /** @param fields that the shape asks for */
    private static Check object(Predicate<JsonDocument> shape, String... fields) {
        return content -> JsonDocument.read(content.text(), fields)
                .filter(JsonDocument::isObject)
                .filter(shape)
                .isPresent();
    }

    /** Why this blob may not go unscanned; empty where it is the document that its media type says. */
    static Optional<Reason> refuses(MediaType mediaType, byte[] content) {
        return check(mediaType)
                .map(check -> check.refuses(content))
                .orElseGet(() -> Optional.of(Signatures.reasonOf(content)));
    }

    /** Whatever it is called, a configuration is JSON; no engine unpacks it. */
    static Optional<Reason> refusesConfig(byte[] content) {
        return content.length == 0 ? Optional.empty() : object(json -> true).refuses(content);
    }

    /** A type that nobody here knows is JSON where it says so. */
    private static Optional<Check> check(MediaType mediaType) {
        String name = mediaType.value().toLowerCase(Locale.ROOT);
        return FORMS.stream()
                .filter(form -> form.mediaTypes().contains(name))
                .map(Form::check)
                .findFirst()
                .or(() -> saysJson(name) ? Optional.of(JSON) : Optional.empty());
    }

    private static boolean saysJson(String name) {
        boolean layer =
                name.startsWith("application/vnd.oci.image.layer.") || name.startsWith("application/vnd.docker.");
        return !layer && (name.endsWith("+json") || name.equals("application/json") || name.equals("text/json"));
    }
}
