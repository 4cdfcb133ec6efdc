package dev.berth.promotion;

import dev.berth.testing.FlowTest;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;

/** A flow test above a registry and a scanner in memory. Classes share one context, so each test has its own workspace. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@FlowTest
@Import(UpperRooms.class)
public @interface UpperRoomsTest {}
