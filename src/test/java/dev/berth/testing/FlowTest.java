package dev.berth.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestExecutionListeners;

/**
 * The portal's context on a database of its own, with a {@link MutableClock} and without the sandbox: nothing answers at
 * its AWS endpoint. Replace a port by a hand-written fake in a nested {@code @TestConfiguration}, as a {@code @Primary}
 * bean. The scheduler is there but not started, and begins each test with nothing scheduled: a test runs a task itself, or calls {@code scheduler.start()}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.MOCK,
        properties = {
            OwnPlace.ASKED,
            "berth.aws.endpoint=http://127.0.0.1:1",
            "berth.aws.registry=localhost:1",
            "berth.aws.region=us-east-1",
            "berth.aws.account=123456789012",
            "berth.aws.push-role-arn=arn:aws:iam::123456789012:role/berth-push",
            "berth.aws.access-key-id=AKIABERTHTEST",
            "berth.aws.secret-access-key=not-a-secret",
            "berth.audit.key=bm90IGEgc2VjcmV0LCBqdXN0IDMyIGJ5dGVzIG9mIHRlc3Q=",
            "berth.identity.issuer=http://127.0.0.1:1",
            "berth.identity.client-id=berth",
            "berth.identity.client-secret=not-a-secret",
            "server.servlet.session.cookie.secure=false"
        })
@Import({MutableClock.InPlace.class, SchedulerAtRest.class})
@TestExecutionListeners(
        listeners = NothingScheduled.class,
        mergeMode = TestExecutionListeners.MergeMode.MERGE_WITH_DEFAULTS)
public @interface FlowTest {}
