package dev.berth.aws;

import dev.berth.oci.CallsSeen;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Times each call to AWS, its retries included, and each request to the registry, by operation and outcome. AWS's error codes are as many as AWS
 * likes: the outcome is one of five words.
 */
@Component
class CallMeters {

    private final MeterRegistry registry;

    CallMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    CallsSeen ofRegistry() {
        return (operation, outcome, took) -> Timer.builder("berth.registry.requests")
                .description("Requests to the registry over the distribution protocol")
                .tag("operation", operation)
                .tag("outcome", outcome)
                .register(registry)
                .record(took);
    }

    ExecutionInterceptor ofAws() {
        return new AwsCalls(registry);
    }

    private record AwsCalls(MeterRegistry registry) implements ExecutionInterceptor {

        private static final ExecutionAttribute<Long> BEGUN = new ExecutionAttribute<>("berth.begun");

        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            attributes.putAttribute(BEGUN, System.nanoTime());
        }

        @Override
        public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
            record("done", attributes);
        }

        @Override
        public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
            record(outcome(context.exception()), attributes);
        }

        private static String outcome(Throwable failure) {
            if (!(failure instanceof AwsServiceException refusal)) {
                return "unreachable";
            }
            if (refusal.isThrottlingException()) {
                return "throttled";
            }
            return refusal.statusCode() >= 500 ? "failed" : "refused";
        }

        private void record(String outcome, ExecutionAttributes attributes) {
            Long begun = attributes.getAttribute(BEGUN);
            Timer.builder("berth.aws.calls")
                    .description("Calls to AWS, each with its retries")
                    .tag("service", attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME))
                    .tag("operation", attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME))
                    .tag("outcome", outcome)
                    .register(registry)
                    .record(begun == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - begun));
        }
    }
}
