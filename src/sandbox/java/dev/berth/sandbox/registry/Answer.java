package dev.berth.sandbox.registry;

import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.function.ServerResponse.BodyBuilder;

/** How every answer of the registry begins: old clients look for the version of the API. */
final class Answer {

    private Answer() {}

    static BodyBuilder of(int status) {
        return ServerResponse.status(status).header("Docker-Distribution-Api-Version", "registry/2.0");
    }
}
