package dev.berth.credentials;

import dev.berth.audit.Actor;
import dev.berth.audit.AuditTrail;
import dev.berth.workspace.ProvisioningFailed;
import dev.berth.workspace.RepositoryProvisioner;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.Workspaces;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Sees that the staging repository is there, and only then lets the pass be used. Does no harm when run again. */
@Component
class PreparePass {

    private static final Logger LOG = LoggerFactory.getLogger(PreparePass.class);

    private final Passes passes;
    private final Workspaces workspaces;
    private final RepositoryProvisioner provisioner;
    private final AuditTrail audit;
    private final InstantSource clock;
    private final TransactionTemplate transaction;

    PreparePass(
            Passes passes,
            Workspaces workspaces,
            RepositoryProvisioner provisioner,
            AuditTrail audit,
            InstantSource clock,
            TransactionTemplate transaction) {
        this.passes = passes;
        this.workspaces = workspaces;
        this.provisioner = provisioner;
        this.audit = audit;
        this.clock = clock;
        this.transaction = transaction;
    }

    void prepare(PassId id, Actor by) {
        Workspace workspace =
                workspaces.get(passes.find(id).orElseThrow().pass().workspace());
        Optional<String> problem = provision(workspace);
        transaction.executeWithoutResult(status ->
                problem.ifPresentOrElse(sentence -> blocked(id, sentence, by), () -> prepared(id, workspace, by)));
    }

    private Optional<String> provision(Workspace workspace) {
        try {
            provisioner.provision(workspace);
            return Optional.empty();
        } catch (ProvisioningFailed failure) {
            LOG.warn("Could not prepare {}", workspace.staging(), failure);
            return Optional.of(String.valueOf(failure.getMessage()));
        }
    }

    private void prepared(PassId id, Workspace workspace, Actor by) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (passes.prepared(id, now)) {
            workspaces.provisioned(workspace.id());
            audit.record(
                    by,
                    "pass.issued",
                    "pass/" + id,
                    Map.of(
                            "username", workspace.username().value(),
                            "repository", workspace.staging().value()));
        }
    }

    private void blocked(PassId id, String sentence, Actor by) {
        if (passes.blocked(id, sentence)) {
            audit.record(by, "pass.blocked", "pass/" + id, Map.of("problem", sentence));
        }
    }
}
