package dev.berth.credentials;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the cloud refuse sessions before they expire. */
@FunctionalInterface
public interface SessionRevoker {

    /**
     * From now on exactly these sessions are refused; whichever was before and is not among them has expired. A remote
     * call: never made inside a transaction, and never by two at once, for the last one decides.
     *
     * @param cloudUsers the sessions by their {@code aws:userid}
     * @throws RevocationFailed where the cloud does not refuse them
     */
    void refuseExactly(Set<String> cloudUsers);

    /** The cloud was not told. The message is a sentence for staff that says why. */
    class RevocationFailed extends RuntimeException {

        public RevocationFailed(String why, @Nullable Throwable cause) {
            super(why, cause);
        }
    }
}
