package dev.berth.sandbox.cloud.wire;

import java.util.Map;

/**
 * A service of the query protocol.
 *
 * @param name as in a signature's scope
 * @param version the API version that calls name
 */
public record QueryService(String name, String version, Map<String, Operation> operations) {

    /** Answers a call by writing the content of its result element. */
    @FunctionalInterface
    public interface Operation {
        void answer(QueryCall call, Xml result);
    }

    public QueryService {
        operations = Map.copyOf(operations);
    }

    String namespace() {
        return "https://%s.amazonaws.com/doc/%s/".formatted(name, version);
    }
}
