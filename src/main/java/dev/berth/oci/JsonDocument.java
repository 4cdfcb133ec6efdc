package dev.berth.oci;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * A text that is one JSON object or list from its first to its last character, and what tells its form: of its fields only
 * those asked for are kept, since whoever wrote it may have written a million.
 */
final class JsonDocument {

    private final JsonToken kind;
    private final Set<String> names;
    private final Map<String, Value> fields = new HashMap<>();

    private record Value(JsonToken kind, String text) {}

    private JsonDocument(JsonToken kind, Set<String> names) {
        this.kind = kind;
        this.names = names;
    }

    /** @param names of the fields that are asked for, at the top */
    static Optional<JsonDocument> read(String text, String... names) {
        return read(JsonMapper.shared().createParser(text), names);
    }

    static Optional<JsonDocument> read(byte[] bytes, String... names) {
        return read(JsonMapper.shared().createParser(bytes), names);
    }

    /** Read token by token: a tree of it may be many times as large. */
    private static Optional<JsonDocument> read(JsonParser opened, String... names) {
        try (JsonParser parser = opened) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT && first != JsonToken.START_ARRAY) {
                return Optional.empty();
            }
            JsonDocument document = new JsonDocument(first, Set.of(names));
            if (first == JsonToken.START_OBJECT) {
                document.readFields(parser);
            } else {
                parser.skipChildren();
            }
            boolean whole = parser.nextToken() == null;
            return whole ? Optional.of(document) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private void readFields(JsonParser parser) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (names.contains(name)) {
                fields.put(name, new Value(value, value == JsonToken.VALUE_STRING ? parser.getString() : ""));
            }
            parser.skipChildren();
        }
    }

    boolean isObject() {
        return kind == JsonToken.START_OBJECT;
    }

    boolean has(String field) {
        return value(field) != null;
    }

    boolean isList(String field) {
        return is(field, JsonToken.START_ARRAY);
    }

    boolean isObject(String field) {
        return is(field, JsonToken.START_OBJECT);
    }

    private boolean is(String field, JsonToken wanted) {
        Value value = value(field);
        return value != null && value.kind() == wanted;
    }

    /** Empty where the field is no text. */
    String text(String field) {
        Value value = value(field);
        return value == null ? "" : value.text();
    }

    private @Nullable Value value(String field) {
        if (!names.contains(field)) {
            throw new IllegalArgumentException(field + " was not asked for");
        }
        return fields.get(field);
    }

    /** Whether a field holds another document in Base64, as an envelope does. */
    boolean holdsJson(String field) {
        try {
            byte[] content = Base64.getDecoder().decode(text(field).getBytes(StandardCharsets.ISO_8859_1));
            return PlainContent.of(content).flatMap(plain -> read(plain.text())).isPresent();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
