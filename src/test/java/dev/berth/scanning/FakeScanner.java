package dev.berth.scanning;

import dev.berth.oci.Digest;
import dev.berth.oci.RepositoryName;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** A scanner that says what it is told to, counts what it is asked, and refuses to be asked within a transaction. */
public final class FakeScanner implements ImageScanner {

    private final Map<Digest, Supplier<ScanLook>> answers = new ConcurrentHashMap<>();
    private final Map<Digest, Integer> looks = new HashMap<>();

    public void says(Digest manifest, ScanLook look) {
        answers.put(manifest, () -> look);
    }

    public void says(Digest manifest, Supplier<ScanLook> look) {
        answers.put(manifest, look);
    }

    void isOutOfReachFor(Digest manifest) {
        answers.put(manifest, () -> {
            throw new ScannerUnavailable("Rate exceeded");
        });
    }

    void breaksFor(Digest manifest) {
        answers.put(manifest, () -> {
            throw new IllegalStateException("Nobody foresaw this");
        });
    }

    synchronized int looks(Digest manifest) {
        return looks.getOrDefault(manifest, 0);
    }

    @Override
    public ScanLook look(RepositoryName repository, Digest manifest) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new AssertionError("A remote call within a transaction");
        }
        synchronized (this) {
            looks.merge(manifest, 1, Integer::sum);
        }
        return answers.getOrDefault(manifest, ScanLook.NoScan::new).get();
    }
}
