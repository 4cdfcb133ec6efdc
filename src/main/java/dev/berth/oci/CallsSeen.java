package dev.berth.oci;

import java.time.Duration;

/** Hears of each request to a registry, its retries too. What is said is one of few words: no name, tag or digest. */
@FunctionalInterface
public interface CallsSeen {

    CallsSeen BY_NOBODY = (operation, outcome, took) -> {};

    /**
     * @param operation method and what was asked for, such as {@code get manifest}
     * @param outcome the class of the answer's status, such as {@code 2xx}, or {@code unreachable}
     */
    void seen(String operation, String outcome, Duration took);
}
