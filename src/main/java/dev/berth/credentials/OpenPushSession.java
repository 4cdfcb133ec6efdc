package dev.berth.credentials;

import dev.berth.audit.Actor;
import dev.berth.audit.AuditTrail;
import dev.berth.credentials.CredentialMinter.MintFailed;
import dev.berth.credentials.CredentialMinter.MintRefused;
import dev.berth.credentials.CredentialMinter.MintedCredentials;
import dev.berth.credentials.CredentialMinter.PushGrant;
import dev.berth.credentials.OpeningRule.Decision;
import dev.berth.credentials.PushSession.Grant;
import dev.berth.handover.HoldNames;
import dev.berth.identity.Person;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.Workspaces;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Opens a push session for the researcher that a pass names, and hands out its credentials this one time. */
@Component
public class OpenPushSession {

    private static final Logger LOG = LoggerFactory.getLogger(OpenPushSession.class);

    private final Passes passes;
    private final PushSessions sessions;
    private final Workspaces workspaces;
    private final HoldNames names;
    private final CredentialMinter minter;
    private final Revocations revocations;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;
    private final TransactionTemplate transaction;

    OpenPushSession(
            Passes passes,
            PushSessions sessions,
            Workspaces workspaces,
            HoldNames names,
            CredentialMinter minter,
            Revocations revocations,
            AuditTrail audit,
            ApplicationEventPublisher events,
            InstantSource clock,
            TransactionTemplate transaction) {
        this.passes = passes;
        this.sessions = sessions;
        this.workspaces = workspaces;
        this.names = names;
        this.minter = minter;
        this.revocations = revocations;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
        this.transaction = transaction;
    }

    public sealed interface Outcome {

        /** The only place where the credentials ever are. */
        record Opened(PushSession session, MintedCredentials credentials) implements Outcome {}

        record Refused(List<OpeningRule> reasons) implements Outcome {

            public Refused {
                reasons = List.copyOf(reasons);
            }
        }

        /** This very request was made before, by a reload or a second press; what it opened was shown then. */
        record AskedBefore(PushSessionId session) implements Outcome {}

        /** The cloud gave nothing; nothing was used up. */
        record NotGiven(PushSessionId session) implements Outcome {}

        /** The cloud refused and would again; nothing was used up, and the session says to staff why. */
        record RefusedByCloud(PushSessionId session) implements Outcome {}

        /** There is no such pass for this person. */
        record NotTheirs() implements Outcome {}
    }

    private sealed interface Intent {

        record Granted(PushGrant grant) implements Intent {}

        record Ended(Outcome outcome) implements Intent {}
    }

    /**
     * @param attempt the session's id, chosen where the button was shown: pressed twice, it opens one session
     * @param from the address of the person's machine
     */
    public Outcome open(PassId pass, PushSessionId attempt, Person who, String from) {
        return switch (transaction.<Intent>execute(status -> intend(pass, attempt, who, from))) {
            case Intent.Ended ended -> ended.outcome();
            case Intent.Granted granted -> mint(granted.grant(), who);
        };
    }

    private Intent intend(PassId id, PushSessionId attempt, Person who, String from) {
        Optional<Pass> held = passes.lock(id);
        Optional<Workspace> workspace = held.map(pass -> workspaces.get(pass.workspace()))
                .filter(theirs -> theirs.belongsTo(who) && names.use(who));
        if (held.isEmpty() || workspace.isEmpty()) {
            return new Intent.Ended(new Outcome.NotTheirs());
        }
        Pass pass = held.get();
        Optional<PushSession> before = sessions.find(attempt);
        if (before.isPresent()) {
            return new Intent.Ended(
                    before.get().pass().equals(id) ? new Outcome.AskedBefore(attempt) : new Outcome.NotTheirs());
        }
        Instant now = now();
        if (OpeningRule.judge(pass, sessions.counted(id), now) instanceof Decision.Refused refused) {
            return new Intent.Ended(new Outcome.Refused(refused.reasons()));
        }
        String name = RoleSessionName.of(workspace.get().username(), attempt);
        if (!sessions.addIfAbsent(new PushSession(
                attempt, id, pass.workspace(), name, now, who.username(), from, new PushSession.State.Opening()))) {
            return new Intent.Ended(new Outcome.NotTheirs());
        }
        audit.record(
                Actor.of(who),
                "push-session.requested",
                "push-session/" + attempt,
                Map.of("pass", id.toString(), "from", from, "roleSession", name));
        return new Intent.Granted(new PushGrant(
                attempt, id, workspace.get(), name, now, now.plus(pass.terms().sessionLength())));
    }

    private Outcome mint(PushGrant grant, Person who) {
        try {
            MintedCredentials minted = minter.mint(grant);
            return transaction.<Outcome>execute(status -> opened(grant, minted, who));
        } catch (MintFailed failure) {
            LOG.warn("No credentials for push session {}", grant.session(), failure);
            String why = String.valueOf(failure.getMessage());
            transaction.executeWithoutResult(status -> failed(grant, why, Actor.of(who)));
            return failure instanceof MintRefused
                    ? new Outcome.RefusedByCloud(grant.session())
                    : new Outcome.NotGiven(grant.session());
        }
    }

    /** What was true when the cloud was asked may not be any more: then nobody sees what it gave. */
    private Outcome opened(PushGrant grant, MintedCredentials minted, Person who) {
        Pass pass = passes.lock(grant.pass()).orElseThrow();
        Instant until = minted.expiresAt().isBefore(grant.until()) ? minted.expiresAt() : grant.until();
        Grant given = new Grant(now(), until.truncatedTo(ChronoUnit.MICROS), minted.accessKeyId(), minted.cloudUser());
        if (!sessions.opened(grant.session(), given)) {
            failed(grant, "The answer came too late.", Actor.of(who));
            return new Outcome.NotGiven(grant.session());
        }
        audit.record(
                Actor.of(who),
                "push-session.opened",
                "push-session/" + grant.session(),
                Map.of(
                        "pass", grant.pass().toString(),
                        "accessKeyId", given.accessKeyId(),
                        "expiresAt", given.expiresAt().toString()));
        if (pass.revocation() != null) {
            revocations.revoke(
                    grant.session(),
                    new Actor(pass.revocation().by()),
                    pass.revocation().because());
            return new Outcome.Refused(List.of(OpeningRule.PASS_NOT_REVOKED));
        }
        if (!names.use(who)) {
            revocations.revoke(
                    grant.session(),
                    Actor.system("push-session"),
                    "The name was handed over to another person meanwhile.");
            return new Outcome.NotTheirs();
        }
        events.publishEvent(new PushSessionOpened(grant.session(), pass.workspace(), given.expiresAt()));
        return new Outcome.Opened(sessions.find(grant.session()).orElseThrow(), minted);
    }

    private void failed(PushGrant grant, String why, Actor who) {
        if (sessions.failed(grant.session(), now(), why)) {
            audit.record(
                    who,
                    "push-session.failed",
                    "push-session/" + grant.session(),
                    Map.of("pass", grant.pass().toString(), "why", why));
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
