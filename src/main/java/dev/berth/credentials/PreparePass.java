package dev.berth.credentials;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.berth.audit.Actor;
import dev.berth.audit.AuditTrail;
import dev.berth.support.DueNow;
import dev.berth.workspace.ProvisioningFailed;
import dev.berth.workspace.RepositoryProvisioner;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.Workspaces;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sees that the staging repository is there, and only then lets the pass be used: a durable task of each pass, which goes
 * on until the repository is there or the pass is over. Does no harm when run again.
 */
@Configuration(proxyBeanMethods = false)
class PreparePass {

    static final TaskDescriptor<Void> TASK = TaskDescriptor.of("prepare-pass");

    private static final Actor BERTH = Actor.system("credentials");

    private final Passes passes;
    private final Workspaces workspaces;
    private final RepositoryProvisioner provisioner;
    private final SchedulerClient scheduler;
    private final DueNow dueNow;
    private final AuditTrail audit;
    private final InstantSource clock;
    private final TransactionTemplate transaction;

    PreparePass(
            Passes passes,
            Workspaces workspaces,
            RepositoryProvisioner provisioner,
            SchedulerClient scheduler,
            DueNow dueNow,
            AuditTrail audit,
            InstantSource clock,
            TransactionTemplate transaction) {
        this.passes = passes;
        this.workspaces = workspaces;
        this.provisioner = provisioner;
        this.scheduler = scheduler;
        this.dueNow = dueNow;
        this.audit = audit;
        this.clock = clock;
        this.transaction = transaction;
    }

    @Bean
    Task<Void> preparePassTask() {
        return Tasks.custom(TASK)
                .onFailure(new BackingOff(Duration.ofMinutes(5)))
                .onDeadExecutionRevive()
                .execute((task, context) -> {
                    prepare(PassId.of(task.getId()));
                    return (CompletionHandler<Void>) (complete, next) -> next.stop();
                });
    }

    /** In the transaction that issues the pass. */
    void schedule(PassId id) {
        scheduler.scheduleIfNotExists(TASK.instance(id.toString()).build(), clock.instant());
    }

    /** Now, and not after the pause that its failures have come to. */
    void again(PassId id, Actor by) {
        transaction.executeWithoutResult(status -> {
            if (passes.unblocked(id)) {
                audit.record(by, "pass.retried", "pass/" + id, Map.of());
                dueNow.run(TASK, id.toString());
            }
        });
    }

    /** @throws ProvisioningFailed where the repository is not there; the pass says why */
    void prepare(PassId id) {
        ListedPass listed = passes.find(id).orElseThrow();
        if (listed.state() instanceof PassState.Preparing) {
            Workspace workspace = workspaces.get(listed.pass().workspace());
            provision(id, workspace);
            transaction.executeWithoutResult(status -> prepared(id, workspace));
        }
    }

    private void provision(PassId id, Workspace workspace) {
        try {
            provisioner.provision(workspace);
        } catch (ProvisioningFailed failure) {
            String problem = String.valueOf(failure.getMessage());
            transaction.executeWithoutResult(status -> blocked(id, problem));
            throw failure;
        }
    }

    private void prepared(PassId id, Workspace workspace) {
        if (passes.prepared(id, clock.instant().truncatedTo(ChronoUnit.MICROS))) {
            workspaces.provisioned(workspace.id());
            audit.record(
                    BERTH,
                    "pass.issued",
                    "pass/" + id,
                    Map.of(
                            "username", workspace.username().value(),
                            "repository", workspace.staging().value()));
        }
    }

    private void blocked(PassId id, String problem) {
        if (passes.blocked(id, problem)) {
            audit.record(BERTH, "pass.blocked", "pass/" + id, Map.of("problem", problem));
        }
    }
}
