package dev.berth.credentials;

import java.util.Set;

/** Makes the cloud refuse sessions before they expire. */
@FunctionalInterface
public interface SessionRevoker {

    /**
     * From now on exactly these sessions are refused; whichever was before and is not among them has expired. A remote
     * call: never made inside a transaction, and never by two at once, for the last one decides.
     *
     * @param cloudUsers the sessions by their {@code aws:userid}
     */
    void refuseExactly(Set<String> cloudUsers);
}
