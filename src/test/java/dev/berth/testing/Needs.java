package dev.berth.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * A test that runs real programs beside Berth. Where one is absent the test is skipped and says so; where {@code CI=true}
 * it fails, since there every program is installed and a skipped test would show nothing.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(Needs.OnThisMachine.class)
public @interface Needs {

    Tool[] value();

    final class OnThisMachine implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            Optional<Needs> needs =
                    context.getElement().flatMap(element -> AnnotationSupport.findAnnotation(element, Needs.class));
            List<String> missing = needs.stream()
                    .flatMap(found -> Stream.of(found.value()))
                    .filter(tool -> !tool.isHere())
                    .map(Tool::toString)
                    .toList();
            return judge(missing, "true".equals(System.getenv("CI")));
        }

        static ConditionEvaluationResult judge(List<String> missing, boolean mustRun) {
            if (missing.isEmpty()) {
                return ConditionEvaluationResult.enabled("Every program it needs is here");
            }
            if (mustRun) {
                throw new IllegalStateException(
                        "With CI=true nothing may be skipped, but this machine lacks: " + String.join(", ", missing));
            }
            return ConditionEvaluationResult.disabled(
                    "Skipped, because this machine lacks: " + String.join(", ", missing));
        }
    }
}
