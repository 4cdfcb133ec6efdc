package dev.berth.sandbox.cloud.wire;

import java.util.Map;

/**
 * A service of the JSON protocol.
 *
 * @param name as in a signature's scope
 * @param target what stands before the operation in {@code X-Amz-Target}
 */
public record JsonService(String name, String target, Map<String, Operation> operations) {

    /** Answers a call with what is then written as JSON. */
    @FunctionalInterface
    public interface Operation {
        Map<String, ?> answer(JsonCall call);
    }

    public JsonService {
        operations = Map.copyOf(operations);
    }
}
