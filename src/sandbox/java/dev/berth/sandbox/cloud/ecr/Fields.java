package dev.berth.sandbox.cloud.ecr;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object of an answer, field by field; one without a value is left out, as AWS does. */
final class Fields {

    private final Map<String, Object> fields = new LinkedHashMap<>();

    static Fields of(String name, Object value) {
        return new Fields().with(name, value);
    }

    Fields with(String name, @Nullable Object value) {
        if (value instanceof Instant instant) {
            fields.put(name, instant.toEpochMilli() / 1000.0);
        } else if (value != null) {
            fields.put(name, value instanceof Fields object ? object.map() : value);
        }
        return this;
    }

    Map<String, Object> map() {
        return fields;
    }
}
