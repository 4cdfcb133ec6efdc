package dev.berth.sandbox.cloud.identity;

import java.nio.file.Path;
import java.time.InstantSource;

/** The portal's keys of a sandbox that runs in another process, for tests that look into both repositories. */
public final class KeysOnDisk {

    private KeysOnDisk() {}

    public static PortalKeys in(Path sandboxDirectory) {
        return new Identities(new Account("123456789012", "us-east-1", sandboxDirectory), InstantSource.system())
                .portalKeys();
    }
}
