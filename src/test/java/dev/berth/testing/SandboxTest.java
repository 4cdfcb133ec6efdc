package dev.berth.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ActiveProfiles;

/**
 * The whole portal on a free port, the sandbox beside it on another, a database and a state folder of their own. Classes
 * with the same configuration share one context, so a test names its people, passes and images anew.
 *
 * <p>{@link Browser#at} opens it; {@code berth.aws.endpoint} and the like are in the environment. More properties by
 * {@code @TestPropertySource}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            OwnPlace.ASKED,
            "berth.sandbox.port=0",
            // The machine that runs the tests may itself be a pod or hold somebody's keys; blank is not set.
            "KUBERNETES_SERVICE_HOST=",
            "AWS_PROFILE=",
            "AWS_ACCESS_KEY_ID=",
            "AWS_ROLE_ARN=",
            "AWS_WEB_IDENTITY_TOKEN_FILE=",
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI=",
            "ECS_CONTAINER_METADATA_URI_V4="
        })
@ActiveProfiles("sandbox")
public @interface SandboxTest {}
