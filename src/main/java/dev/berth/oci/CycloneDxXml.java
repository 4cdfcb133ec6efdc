package dev.berth.oci;

import java.io.StringReader;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * A bill of materials as CycloneDX has it in XML, well-formed to its end and without a document type. Its root is in the
 * default namespace, as every known writer has it.
 */
final class CycloneDxXml {

    private static final String NAMESPACE = "http://cyclonedx.org/schema/bom/";

    private CycloneDxXml() {}

    static boolean isOne(PlainContent content) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        // Each prefix is searched for among all that are declared: quadratic time, as the pusher likes.
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(content.text()));
            boolean found = false;
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamReader.DTD) {
                    return false;
                }
                if (event == XMLStreamReader.START_ELEMENT && !found) {
                    found = reader.getLocalName().equals("bom") && isCycloneDx(reader.getAttributeValue(null, "xmlns"));
                    if (!found) {
                        return false;
                    }
                }
            }
            return found;
        } catch (XMLStreamException e) {
            return false;
        }
    }

    private static boolean isCycloneDx(@Nullable String namespace) {
        return namespace != null && namespace.startsWith(NAMESPACE);
    }
}
