package dev.berth.promotion;

import dev.berth.oci.Digest;
import dev.berth.oci.RepositoryName;
import dev.berth.scanning.Finding;
import dev.berth.scanning.ImageScanner;
import dev.berth.scanning.ScanLook;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Says of each manifest what the test told it, and of others nothing. */
class FakeScanner implements ImageScanner {

    private static final Instant COMPLETED = Instant.parse("2026-03-01T10:00:00Z");

    private final Map<Digest, ScanLook> says = new ConcurrentHashMap<>();
    private final Map<Digest, Integer> looks = new ConcurrentHashMap<>();
    private final Map<Digest, Runnable> meanwhile = new ConcurrentHashMap<>();

    void finds(Digest manifest, Finding... findings) {
        says.put(manifest, new ScanLook.Complete(COMPLETED, List.of(findings)));
    }

    void says(Digest manifest, ScanLook look) {
        says.put(manifest, look);
    }

    /** What happens, once, while it is asked. */
    void meanwhile(Digest manifest, Runnable happens) {
        meanwhile.put(manifest, happens);
    }

    int looks(Digest manifest) {
        return looks.getOrDefault(manifest, 0);
    }

    @Override
    public ScanLook look(RepositoryName repository, Digest manifest) {
        looks.merge(manifest, 1, Integer::sum);
        Runnable happens = meanwhile.remove(manifest);
        if (happens != null) {
            happens.run();
        }
        return says.getOrDefault(manifest, new ScanLook.NoScan());
    }
}
