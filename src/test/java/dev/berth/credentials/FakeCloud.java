package dev.berth.credentials;

import dev.berth.workspace.ProvisioningFailed;
import dev.berth.workspace.RepositoryProvisioner;
import dev.berth.workspace.Workspace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Gives, refuses and remembers; and fails where it is called inside a transaction. */
final class FakeCloud implements CredentialMinter, SessionRevoker, RepositoryProvisioner {

    static final String SECRET_KEY = "a-secret-access-key-that-nobody-keeps";
    static final String TOKEN = "a-session-token-that-nobody-keeps";

    final List<PushGrant> grants = Collections.synchronizedList(new ArrayList<>());
    final List<Workspace> provisioned = Collections.synchronizedList(new ArrayList<>());
    volatile Set<String> refused = Set.of();
    volatile boolean failing;
    volatile boolean refusing;
    volatile Runnable meanwhile = () -> {};
    private final AtomicInteger number = new AtomicInteger();

    void reset() {
        grants.clear();
        provisioned.clear();
        refused = Set.of();
        failing = false;
        refusing = false;
        meanwhile = () -> {};
    }

    @Override
    public MintedCredentials mint(PushGrant grant) {
        outsideOfATransaction();
        grants.add(grant);
        meanwhile.run();
        if (failing) {
            throw new MintFailed("AWS STS could not be reached.", new IllegalStateException());
        }
        if (refusing) {
            throw new MintRefused("AWS STS refused: AccessDenied (HTTP 403).", new IllegalStateException());
        }
        return new MintedCredentials(
                "ASIA" + number.incrementAndGet(),
                Secret.of(SECRET_KEY),
                Secret.of(TOKEN),
                grant.until(),
                "AROAFAKE:" + grant.roleSession());
    }

    @Override
    public void refuseExactly(Set<String> cloudUsers) {
        outsideOfATransaction();
        if (failing) {
            throw new RevocationFailed("AWS is away", null);
        }
        refused = Set.copyOf(cloudUsers);
        meanwhile.run();
    }

    @Override
    public void provision(Workspace workspace) {
        outsideOfATransaction();
        if (failing) {
            throw new ProvisioningFailed("The staging repository could not be prepared.", new IllegalStateException());
        }
        meanwhile.run();
        provisioned.add(workspace);
    }

    private static void outsideOfATransaction() {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new AssertionError("a remote call inside a transaction");
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class InPlace {

        @Bean
        @Primary
        FakeCloud fakeCloud() {
            return new FakeCloud();
        }
    }
}
