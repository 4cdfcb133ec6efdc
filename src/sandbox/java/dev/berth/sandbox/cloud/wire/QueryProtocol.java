package dev.berth.sandbox.cloud.wire;

import dev.berth.sandbox.cloud.identity.Account;
import dev.berth.sandbox.cloud.identity.Caller;
import dev.berth.sandbox.cloud.identity.Identities;
import dev.berth.sandbox.cloud.sigv4.AuthenticationRefused;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** A form that names version and action, answered in XML: STS and IAM. */
@Component
final class QueryProtocol {

    /** IAM and the global STS are signed for this region wherever one is. */
    private static final String GLOBAL_REGION = "us-east-1";

    private static final String NO_NAMESPACE = "http://webservices.amazon.com/AWSFault/2005-15-09";

    private final Set<String> regions;
    private final Identities identities;
    private final CallCounts counts;
    private final Map<String, QueryService> services;

    QueryProtocol(Account account, Identities identities, CallCounts counts, List<QueryService> services) {
        this.regions = Set.copyOf(
                List.of(account.region(), GLOBAL_REGION).stream().distinct().toList());
        this.identities = identities;
        this.counts = counts;
        this.services = services.stream().collect(Collectors.toMap(QueryService::version, it -> it));
    }

    ResponseEntity<String> answer(AwsCall call) {
        String namespace = NO_NAMESPACE;
        try {
            call.refuseUnread();
            Map<String, String> form = call.form();
            String action = form.getOrDefault("Action", "");
            String version = form.getOrDefault("Version", "");
            QueryService service = services.get(version);
            if (service == null) {
                throw unknown(action, version);
            }
            namespace = service.namespace();
            Caller caller = identities.authenticate(call.request(), regions, service.name());
            QueryService.Operation operation = service.operations().get(action);
            if (operation == null) {
                throw unknown(action, version);
            }
            counts.count(service.name() + ":" + action);
            return Answer.xml(service, action, xml -> operation.answer(new QueryCall(caller, form), xml));
        } catch (AwsRefusal refusal) {
            return Answer.xml(namespace, refusal);
        } catch (AuthenticationRefused refusal) {
            return Answer.xml(namespace, refusal);
        }
    }

    private static AwsRefusal unknown(String action, String version) {
        return new AwsRefusal("InvalidAction", "Could not find operation %s for version %s".formatted(action, version));
    }
}
