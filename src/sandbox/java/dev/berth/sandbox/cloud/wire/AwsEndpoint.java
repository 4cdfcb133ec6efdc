package dev.berth.sandbox.cloud.wire;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.InstantSource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The one address of all services. */
@RestController
class AwsEndpoint {

    private final QueryProtocol query;
    private final JsonProtocol json;
    private final InstantSource clock;

    AwsEndpoint(QueryProtocol query, JsonProtocol json, InstantSource clock) {
        this.query = query;
        this.json = json;
        this.clock = clock;
    }

    @PostMapping("/")
    ResponseEntity<String> call(HttpServletRequest request, HttpServletResponse response) {
        // Clients correct their clock by this header; it must be the one that signatures are checked against.
        response.setDateHeader("Date", clock.millis());
        AwsCall call = AwsCall.of(request);
        String target = call.target();
        return target == null ? query.answer(call) : json.answer(call, target);
    }
}
