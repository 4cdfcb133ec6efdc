package dev.berth.sandbox.cloud.ecr;

import dev.berth.sandbox.cloud.wire.JsonService;
import java.util.Map;

/** Some of ECR's operations, by name. */
interface EcrOperations {

    Map<String, JsonService.Operation> operations();
}
