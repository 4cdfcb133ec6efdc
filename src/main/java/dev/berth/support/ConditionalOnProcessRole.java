package dev.berth.support;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Of the beans, those that only a process with this role has, or only one without it. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Conditional(ConditionalOnProcessRole.OnProcessRole.class)
public @interface ConditionalOnProcessRole {

    ProcessRole value();

    /** Whether the process has the role, or lacks it. */
    boolean has() default true;

    /** Reads {@code berth.roles} as the settings do, before there are beans. */
    final class OnProcessRole implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            MergedAnnotation<ConditionalOnProcessRole> asked =
                    metadata.getAnnotations().get(ConditionalOnProcessRole.class);
            ProcessSettings settings =
                    Binder.get(context.getEnvironment()).bindOrCreate("berth", ProcessSettings.class);
            return settings.roles().contains(asked.getEnum("value", ProcessRole.class)) == asked.getBoolean("has");
        }
    }
}
