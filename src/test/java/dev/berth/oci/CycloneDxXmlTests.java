package dev.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CycloneDxXmlTests {

    private static final String NAMESPACE = "http://cyclonedx.org/schema/bom/1.6";

    private static boolean isOne(String xml) {
        return PlainContent.of(xml.getBytes(StandardCharsets.UTF_8))
                .filter(CycloneDxXml::isOne)
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<bom xmlns='http://cyclonedx.org/schema/bom/1.0'/>",
                "<?xml version='1.0' encoding='UTF-8'?>\n<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\" version=\"1\"><components/></bom>\n",
                "<!-- by Syft --><bom version='1' xmlns:v='http://cyclonedx.org/schema/ext/vulnerability/1.0' xmlns='http://cyclonedx.org/schema/bom/1.4'><v:vulnerabilities/></bom>"
            })
    void whatItsWritersWriteIsOne(String xml) {
        assertThat(isOne(xml)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<bom/>",
                "<bom xmlns=''/>",
                "<bom xmlns='http://example.org/'/>",
                "<bom xmlns:p='http://cyclonedx.org/schema/bom/1.6'/>",
                "<sbom xmlns='http://cyclonedx.org/schema/bom/1.6'/>",
                "<p:bom xmlns:p='http://cyclonedx.org/schema/bom/1.6'/>",
                "<p:bom xmlns='http://cyclonedx.org/schema/bom/1.6' xmlns:p='http://example.org/'/>",
                "<a><bom xmlns='http://cyclonedx.org/schema/bom/1.6'/></a>",
                "<bom xmlns='http://cyclonedx.org/schema/bom/1.6'>",
                "<bom xmlns='http://cyclonedx.org/schema/bom/1.6'/><bom/>",
                "<!DOCTYPE bom><bom xmlns='http://cyclonedx.org/schema/bom/1.6'/>",
                "<!DOCTYPE bom [<!ENTITY a 'b'>]><bom xmlns='http://cyclonedx.org/schema/bom/1.6'>&a;</bom>",
                "<bom xmlns='http://cyclonedx.org/schema/bom/1.6'>&a;</bom>"
            })
    void anythingElseIsNone(String xml) {
        assertThat(isOne(xml)).isFalse();
    }

    /** To resolve them takes time that grows with declarations and uses together. */
    @Test
    void noPrefixIsResolved() {
        assertThat(isOne("<bom xmlns='%s'><nobody:declared it:this='1'/></bom>".formatted(NAMESPACE)))
                .isTrue();
    }
}
