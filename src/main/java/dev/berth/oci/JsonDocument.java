package dev.berth.oci;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/** A text that is one JSON object or list from its first to its last character, and what tells its form. */
final class JsonDocument {

    private final JsonToken kind;
    private final Map<String, Value> fields = new HashMap<>();

    private record Value(JsonToken kind, String text) {}

    private JsonDocument(JsonToken kind) {
        this.kind = kind;
    }

    /** Read token by token: a tree of it may be many times as large. */
    static Optional<JsonDocument> read(String text) {
        try (JsonParser parser = JsonMapper.shared().createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT && first != JsonToken.START_ARRAY) {
                return Optional.empty();
            }
            JsonDocument document = new JsonDocument(first);
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
            fields.put(name, new Value(value, value == JsonToken.VALUE_STRING ? parser.getString() : ""));
            parser.skipChildren();
        }
    }

    boolean isObject() {
        return kind == JsonToken.START_OBJECT;
    }

    boolean has(String field) {
        return fields.containsKey(field);
    }

    boolean isList(String field) {
        return is(field, JsonToken.START_ARRAY);
    }

    boolean isObject(String field) {
        return is(field, JsonToken.START_OBJECT);
    }

    private boolean is(String field, JsonToken wanted) {
        Value value = fields.get(field);
        return value != null && value.kind() == wanted;
    }

    /** Empty where the field is no text. */
    String text(String field) {
        Value value = fields.get(field);
        return value == null ? "" : value.text();
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
