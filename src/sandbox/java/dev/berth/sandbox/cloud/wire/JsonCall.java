package dev.berth.sandbox.cloud.wire;

import dev.berth.sandbox.cloud.identity.Caller;
import java.net.URI;
import tools.jackson.databind.node.ObjectNode;

/**
 * One call by the JSON protocol.
 *
 * @param endpoint how the caller reaches the sandbox, for answers that name it
 */
public record JsonCall(Caller caller, ObjectNode input, URI endpoint) {}
