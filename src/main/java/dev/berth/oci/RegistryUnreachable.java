package dev.berth.oci;

import org.jspecify.annotations.Nullable;

/** No answer, or not all of it: no connection, a broken one, or nothing in time. */
public final class RegistryUnreachable extends RegistryFailure {

    RegistryUnreachable(Registry registry, String doing, String why, @Nullable Throwable cause) {
        super("%s did not answer when asked to %s: %s".formatted(registry, doing, why), cause);
    }

    @Override
    public boolean isPassing() {
        return true;
    }
}
