package dev.berth.sandbox.cloud.wire;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes elements and text, which is all that the query protocol has. */
public final class Xml {

    private final StringBuilder out = new StringBuilder();

    public static String document(String root, String namespace, Consumer<Xml> content) {
        Xml xml = new Xml();
        xml.out.append('<').append(root).append(" xmlns=\"").append(namespace).append("\">");
        content.accept(xml);
        xml.out.append("</").append(root).append(">\n");
        return xml.out.toString();
    }

    public Xml element(String name, Consumer<Xml> content) {
        out.append('<').append(name).append('>');
        content.accept(this);
        out.append("</").append(name).append('>');
        return this;
    }

    /** Leaves the element out where there is no value. */
    public Xml text(String name, @Nullable Object value) {
        return value == null ? this : element(name, xml -> xml.escaped(value.toString()));
    }

    private void escaped(String text) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\r' -> out.append("&#xD;");
                default -> out.appendCodePoint(c);
            }
        });
    }
}
