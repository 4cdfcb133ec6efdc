package dev.berth.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

/**
 * The whole portal without its server, on a database of its own: no sandbox, a {@link MutableClock} that stands still,
 * and a scheduler that runs nothing. What the portal would ask AWS for, a test fakes: nothing answers at the endpoint.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.MOCK,
        properties = {
            OwnPlace.ASKED,
            "berth.identity.issuer=http://localhost:1/issuer",
            "berth.identity.client-id=berth",
            "berth.identity.client-secret=of-no-use",
            "berth.aws.region=us-east-1",
            "berth.aws.account=123456789012",
            "berth.aws.push-role-arn=arn:aws:iam::123456789012:role/berth-push",
            "berth.aws.endpoint=http://localhost:1",
            "berth.aws.access-key-id=AKIAOFNOUSE",
            "berth.aws.secret-access-key=of-no-use"
        })
@Import({SchedulerAtRest.class, MutableClock.InPlace.class})
public @interface FlowTest {}
